"""One rule broken at a time in a correct server, and the suite notices each."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tasks.functional.runner import run
from tasks.functional.specs import assertions

_spec = importlib.util.spec_from_file_location("conduit_defects", Path(__file__).with_name("conduit.py"))
assert _spec is not None
assert _spec.loader is not None
_conduit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_conduit)
DEFECTS = sorted(_conduit.DEFECTS)


class Noticed(Exception):
    """The first failed assertion is enough."""


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The double's clock ticks by itself, so the suite need not wait."""
    monkeypatch.setattr("tasks.functional.runner.time.sleep", lambda seconds: None)


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_single_defect_is_noticed(double: Any, defect: str) -> None:
    def report(message: dict[str, Any]) -> None:
        if message["event"] == "assertion" and not message["passed"]:
            raise Noticed(message["id"])

    conduit = double.Conduit([defect])
    with double.serving(double.handler_for(conduit)) as port, pytest.raises(Noticed):
        run("127.0.0.1", port, 11, double.Beside(conduit, "sqlite"), report)


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize(
    ("defect", "alone"),
    [
        ("list without body", {"articles.list.items-carry-body"}),
        ("null keeps image", {"users.update.null-clears-image"}),
        ("self-follow allowed", {"profiles.self.cannot-be-followed"}),
        ("offset ignored", {"articles.list.offset-skips"}),
        ("alg none accepted", {"auth.invalid.unsigned"}),
        ("the article's owner may delete comments", {"comments.remove.author-alone"}),
        ("404 before 401", {"errors.order.401-before-404"}),
        ("tags outlive their articles", {"tags.exact.in-use"}),
        ("restart loses follows", {"persistence.kept.follows"}),
        ("comment rows outlive the article", {"database.rows.cascade"}),
    ],
)
def test_the_assertion_that_is_about_the_rule_is_among_the_causes(
    score_double: Any, defect: str, alone: set[str]
) -> None:
    failed = score_double(defect, database="sqlite").failed
    assert alone <= {message["id"] for message in failed if message["caused_by"] is None}


@pytest.mark.usefixtures("no_pauses")
def test_consequences_name_their_cause(score_double: Any) -> None:
    failed = {message["id"]: message["caused_by"] for message in score_double("token dies with the username").failed}
    assert len(failed) > 3
    assert failed["users.move.values"] is None
    assert failed["users.move.token-lives"] == failed["users.move.log-in"] == "users.move.values"


@pytest.mark.usefixtures("no_pauses")
def test_causes_are_roots_that_failed_themselves(double: Any, score_double: Any) -> None:
    for defect in ("author is a name", "restart loses users", "errors as detail", "follow not stored"):
        report = score_double(defect, database="sqlite")
        failed = {message["id"]: message for message in report.failed}
        assert failed
        for message in failed.values():
            if message["caused_by"] is not None:
                assert failed[message["caused_by"]]["caused_by"] is None


def test_most_defects_are_invisible_to_the_core_tier() -> None:
    """Why there is an extended tier; the switches are many and cover the contract."""
    assert len(DEFECTS) >= 200
    assert len([spec for spec in assertions(True) if spec.tier == "extended"]) == 190
