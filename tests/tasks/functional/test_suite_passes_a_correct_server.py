"""The suite against a correct server: everything passes, for any seed, within its budget."""

from __future__ import annotations

import shlex
import subprocess
import time
from typing import Any

import pytest

from tasks.functional.specs import assertions


@pytest.mark.parametrize("database", [None, "sqlite"])
@pytest.mark.parametrize("seed", range(12))
def test_every_assertion_passes(score_double: Any, seed: int, database: str | None) -> None:
    report = score_double(seed=seed, database=database)
    assert [(message["id"], message["reason"]) for message in report.failed] == []
    assert [message["id"] for message in report.assertions] == [spec.id for spec in assertions(database is not None)]


def test_an_answer_may_say_more_than_the_contract(double: Any, score: Any) -> None:
    """Every object has a key more, one of them with a word in it that a hash might bear."""
    conduit = double.Conduit()
    plain = conduit.answer

    def more(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{key: more(item) for key, item in value.items()}, "hashtags": ["one"]}
        return [more(item) for item in value] if isinstance(value, list) else value

    def answer(*asked: Any) -> tuple[int, Any]:
        status, body = plain(*asked)
        return status, body if status >= 400 else more(body)

    conduit.answer = answer
    with double.serving(double.handler_for(conduit)) as port:
        report = score(port, environment=double.Beside(conduit, "sqlite"))
    assert [(message["id"], message["reason"]) for message in report.failed] == []


def test_at_most_twelve_requests_hash_a_password(double: Any, score: Any) -> None:
    conduit = double.Conduit()
    with double.serving(double.handler_for(conduit)) as port:
        score(port, environment=double.Beside(conduit, "postgres"))
    assert conduit.hashes == 12


def test_a_run_takes_no_longer_than_its_pauses_explain(score_double: Any) -> None:
    """About 0.4 s on an idle machine; the bound leaves room for a busy one."""
    began = time.monotonic()
    score_double()
    assert time.monotonic() - began < 6


def test_a_kept_connection_is_used_again(double: Any, score: Any) -> None:
    handler = double.handler_for(double.Conduit())
    opened: list[int] = []
    handler.setup = lambda self: (opened.append(1), super(handler, self).setup())
    with double.serving(handler) as port:
        report = score(port)
    deletions = [message for message in report.exchanges if message["method"] == "DELETE"]
    assert len(opened) <= len(deletions) + 2 < len(report.exchanges) / 2


def test_exchanges_have_the_fields_of_the_scorecards_record(double: Any, score: Any) -> None:
    scorecard = pytest.importorskip("tasks.scorecard")
    msgspec = pytest.importorskip("msgspec")
    conduit = double.Conduit()
    with double.serving(double.handler_for(conduit)) as port:
        report = score(port, environment=double.Beside(conduit, None))
    for message in report.messages:
        kind = {"exchange": scorecard.Exchange, "assertion": scorecard.Assertion}[message["event"]]
        fields = {key: value for key, value in message.items() if key != "event"}
        assert msgspec.to_builtins(msgspec.convert(fields, kind, strict=True)) == fields
    assert all(message["log"] == "a line of log\n" for message in report.exchanges)


def test_a_curl_line_sends_the_request_that_was_sent(double: Any, score: Any) -> None:
    """Pasted into a shell against a server that remembers what it is asked."""
    asked: list[tuple[str, str, str | None, bytes]] = []
    conduit = double.Conduit()
    handler = double.handler_for(conduit)
    plain = conduit.answer

    def remember(method: str, target: str, headers: dict[str, str], raw: bytes) -> Any:
        asked.append((method, target, headers.get("authorization"), raw))
        return plain(method, target, headers, raw)

    conduit.answer = remember
    with double.serving(handler) as port:
        report = score(port)
        sent = list(asked)
        chosen = [
            at for at, one in enumerate(report.exchanges) if "other scripts" in one["request"] or "19" in one["request"]
        ]
        for at in chosen[:6]:
            asked.clear()
            line = report.exchanges[at]["curl"]
            assert shlex.split(line)[0] == "curl"
            subprocess.run(["sh", "-c", line], check=True, capture_output=True, timeout=10)
            assert asked == [sent[at]]
    assert len(chosen) >= 3
