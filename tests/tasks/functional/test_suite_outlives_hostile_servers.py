"""Whatever a server does, the suite ends in time, keeps its denominator and is not taken in."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tasks.functional.runner import Patience
from tasks.functional.specs import assertions

SENSELESS = [
    "canned", "nulls", "null_values", "fine", "created", "refuses", "echo", "random_json", "garbage",
    "nonsense_length", "short_body", "deep", "nested", "wide", "huge", "endless_headers", "bad_chunks",
    "interim_for_ever", "redirects",
    "poisoned_token", "not_found", "web_page", "chunked_garbage",
]  # fmt: skip


def test_the_list_of_senseless_servers_is_whole(hostile: Any) -> None:
    assert set(SENSELESS) == set(hostile.ANSWERS)


def _share(report: Any) -> float:
    """How many of 100 assertions of the extended tier passed."""
    total = sum(message["tier"] == "extended" for message in report.assertions)
    return 100 * float(report.passed("extended")) / total


class Restarts:
    """A task with a database whose server comes up again and has written nothing."""

    database: str | None = "sqlite"

    def restart(self) -> bool:
        return True

    def found_in_database(self, needles: Any) -> frozenset[str] | None:
        return frozenset()

    def log_mark(self) -> int:
        return 0

    def log_since(self, mark: int) -> str:
        return ""


@pytest.mark.parametrize("name", SENSELESS)
def test_a_senseless_server_never_passes(hostile: Any, score: Any, name: str) -> None:
    began = time.monotonic()
    with hostile.answering(hostile.ANSWERS[name]) as port:
        report = score(port)
    assert time.monotonic() - began < 95
    assert [message["id"] for message in report.assertions] == [spec.id for spec in assertions(False)]
    assert _share(report) < 5
    for message in report.messages:
        json.dumps(message, ensure_ascii=False).encode("utf-8")
        assert len(message.get("reason", "")) < 1000
        assert len(message.get("response", "")) <= (4 << 10) + 1
    assert all(message["reason"] and "\n" not in message["reason"] for message in report.failed)


@pytest.mark.parametrize("name", ["canned", "nulls", "random_json", "fine", "echo", "not_found", "web_page"])
def test_a_senseless_server_never_passes_where_the_task_has_a_database(hostile: Any, score: Any, name: str) -> None:
    with hostile.answering(hostile.ANSWERS[name]) as port:
        report = score(port, environment=Restarts())
    assert _share(report) < 5


def test_a_server_that_says_after_what_it_is_told_gets_no_further_than_that(hostile: Any, score: Any) -> None:
    """It answers each write rightly and stores nothing: nearly all of the core tier, 11 % of the extended one."""
    with hostile.answering(hostile.echo_in_kind) as port:
        report = score(port)
    assert report.passed("core") > 270
    assert _share(report) < 12


def test_canned_answers_pass_the_whole_core_tier(hostile: Any, score: Any) -> None:
    """The paper's collection does the same; it is why the core tier alone is not enough."""
    with hostile.answering(hostile.canned) as port:
        assert score(port).passed("core") == 290


def test_patience_is_the_contracts() -> None:
    assert Patience() == Patience(request=5, suite=90, timeouts=3)


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_three_timeouts_in_a_row_end_the_suite(hostile: Any, score: Any, how: str) -> None:
    with hostile.misbehaving(how) as port:
        report = score(port, patience=Patience(request=0.2))
    assert len(report.exchanges) == 3
    assert len(report.failed) == len(assertions(False))
    assert "not reached: 3 requests in a row timed out" in report.failed[-1]["reason"]
    assert all(message["status"] is None and "no answer within" in message["response"] for message in report.exchanges)


@pytest.mark.parametrize("how", ["reset", "close"])
def test_connections_that_break_are_failures_with_a_reason(hostile: Any, score: Any, how: str) -> None:
    with hostile.misbehaving(how) as port:
        report = score(port)
    assert len(report.failed) == len(assertions(False))
    assert "connection" in report.failed[0]["reason"].lower()


def test_a_port_without_a_server_fails_everything_at_once(score: Any, double: Any) -> None:
    with double.serving(double.handler_for(double.Conduit())) as port:
        pass
    began = time.monotonic()
    report = score(port)
    assert time.monotonic() - began < 30
    assert len(report.failed) == len(assertions(False))
    assert "refused" in report.failed[0]["reason"]


def test_the_suite_has_a_limit_of_its_own(hostile: Any, score: Any) -> None:
    def slow(method: str, target: str, body: bytes) -> bytes:
        time.sleep(0.05)
        return bytes(hostile.as_json(200, None))

    began = time.monotonic()
    with hostile.answering(slow) as port:
        report = score(port, patience=Patience(suite=0.5))
    assert time.monotonic() - began < 12  # Without its limit it takes 20 s.
    assert len(report.assertions) == len(assertions(False))
    assert "the suite's 0.5 s were over" in report.failed[-1]["reason"]


def test_a_poisoned_token_smuggles_nothing(hostile: Any, score: Any) -> None:
    """Neither a token with a line break nor a slug with a path leaves the place it is meant for."""
    asked: list[str] = []

    def watch(method: str, target: str, body: bytes) -> bytes:
        asked.append(target)
        return bytes(hostile.poisoned_token(method, target, body))

    with hostile.answering(watch) as port:
        report = score(port)
    assert all(target.startswith("/api/") and ".." not in target.split("/") for target in asked)
    unsent = next(message for message in report.failed if message["id"] == "users.current.user")
    assert unsent["reason"].startswith("not sent")
    assert unsent["caused_by"] == "users.log-in-again.token-kept"


def test_what_was_not_sent_is_traced_to_the_first_cause(hostile: Any, score: Any) -> None:
    with hostile.answering(hostile.refuses) as port:
        report = score(port)
    failed = {message["id"]: message for message in report.failed}
    assert failed["users.register.user"]["caused_by"] is None
    assert failed["articles.read.title"]["caused_by"] == "users.register.user"
    assert (
        failed["users.register.user"]["reason"] == "expected the key `user` in the body, got 422 with the keys errors"
    )
