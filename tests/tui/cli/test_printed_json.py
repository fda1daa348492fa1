"""What `--json` prints has exactly the documented shape, and the exit status tells the verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spar_calls import Spar

NUMBER = (int, float)
ASSERTION = {
    "id": str, "tier": str, "group": str, "request": str, "passed": bool, "reason": str, "caused_by": (str, type(None)),
}  # fmt: skip
EDGE = {"from_layer": str, "from_path": str, "to_layer": str, "to_path": str, "through": str}
FINDING = {
    "rule": str, "path": str, "line": int, "message": str, "mend": str, "confidence": NUMBER,
    "edge": (EDGE, type(None)),
}  # fmt: skip
VERDICT = {"required": bool, "compliant": bool, "findings": [FINDING], "overruled": [FINDING]}
STRUCTURAL = dict.fromkeys(("framework", "architecture", "database", "orm"), VERDICT)
TALLY = {"passed": int, "total": int}
WHERE = {"path": str, "line": int, "step": (int, type(None))}
FAILURE = {
    "category": str, "subcategory": (str, type(None)), "title": str, "reasons": [str], "confidence": NUMBER,
    "assertions": [str], "where": (WHERE, type(None)), "mend": str,
}  # fmt: skip
SCORE = {
    "schema": "spar.score/1", "task": str, "seed": int,
    "functional": {"core": TALLY, "extended": TALLY, "assertions": [ASSERTION]},
    "structural": STRUCTURAL, "a_percent": NUMBER, "strict_a_percent": NUMBER, "passed": bool,
    "failures": [FAILURE], "timings": {str: NUMBER},
}  # fmt: skip


def fits(value: Any, shape: Any, place: str = "$") -> None:
    """Every key is there, none is beside them, and every value has its type."""
    if isinstance(shape, dict) and str in shape:
        assert isinstance(value, dict), place
        for key, each in value.items():
            fits(each, shape[str], f"{place}.{key}")
    elif isinstance(shape, dict):
        assert isinstance(value, dict), place
        assert set(value) == set(shape), place
        for key, each in shape.items():
            fits(value[key], each, f"{place}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), place
        for number, each in enumerate(value):
            fits(each, shape[0], f"{place}[{number}]")
    elif isinstance(shape, tuple) and isinstance(shape[0], dict):
        if value is not None:
            fits(value, shape[0], place)
    elif isinstance(shape, str):
        assert value == shape, place
    else:
        kinds = shape if isinstance(shape, tuple) else (shape,)
        assert type(value) in kinds, f"{place}: {value!r}"


def judged(text: str) -> dict[str, Any]:
    """The one object that was printed."""
    assert text.count("\n") == 1
    card: dict[str, Any] = json.loads(text)
    return card


@pytest.mark.bubblewrap
def test_a_whole_score_has_the_documented_shape(spar: Spar, app: Path) -> None:
    said = spar("score", str(app), "--task", "flask/none", "--box", "local", "--seed", "7", "--json")
    card = judged(said.out)
    fits(card, SCORE)
    assert said.status == 0
    assert card["task"] == "flask/none"
    assert card["seed"] == 7
    assert card["passed"]
    assert card["a_percent"] == card["strict_a_percent"] == 1.0
    assert card["failures"] == []
    assert "total_s" in card["timings"]
    tiers = [one["tier"] for one in card["functional"]["assertions"]]
    assert {tier: tiers.count(tier) for tier in set(tiers)} == {
        tier: card["functional"][tier]["total"] for tier in ("core", "extended")
    }


@pytest.mark.bubblewrap
def test_a_failed_score_has_the_documented_shape_and_exit_status_1(spar: Spar, app: Path) -> None:
    (app / "run.sh").write_text("echo no; exit 4\n")
    said = spar("score", str(app), "--task", "flask/clean+sqlite", "--box", "local", "--json")
    card = judged(said.out)
    fits(card, SCORE)
    assert said.status == 1
    assert not card["passed"]
    assert card["functional"]["core"]["passed"] == 0
    assert card["strict_a_percent"] == 0.0
    assert card["failures"][0]["category"] == "server_startup_failure"
    assert not card["structural"]["database"]["compliant"]


@pytest.mark.parametrize("paper", [(), ("--as-paper",)])
def test_verify_prints_the_same_structure(spar: Spar, app: Path, paper: tuple[str, ...]) -> None:
    said = spar("verify", str(app), "--task", "flask/none", "--json", *paper)
    fits(judged(said.out), {"schema": "spar.verify/1", "task": str, "structural": STRUCTURAL})
    assert said.status == 0
    broken = spar("verify", str(app), "--task", "flask/clean+sqlite+orm", "--json", *paper)
    found = judged(broken.out)
    fits(found, {"schema": "spar.verify/1", "task": str, "structural": STRUCTURAL})
    assert broken.status == 1
    assert not all(verdict["compliant"] for verdict in found["structural"].values())


def test_tasks_are_listed_with_the_papers_figures_beside_them(spar: Spar) -> None:
    rows = json.loads(spar("tasks", "--json").out)
    assert len(rows) == 112
    fits(
        rows,
        [
            {
                "task": str, "framework": str, "language": str, "version": str, "variant": str, "level": int,
                "constraints": [str], "feature": (str, type(None)), "own": (str, type(None)),
                    "own_framework": (str, type(None)),
                "paper": {"label": str, "framework_a_percent": (float, type(None)), "level_a_percent": float,
                          "constraint_a_percent": {str: float}},
            }
        ],
    )  # fmt: skip
    assert next(row["task"] for row in json.loads(spar("tasks", "koa/c", "--json").out)) == "koa/clean"


def test_no_session_is_an_empty_list(spar: Spar) -> None:
    said = spar("sessions", "--json")
    assert json.loads(said.out) == []
    assert said.status == 0


def test_doctor_tells_the_same_as_data(spar: Spar) -> None:
    said = spar("doctor", "--json")
    checks = json.loads(said.out)
    assert said.status == 0
    fits(checks, [{"name": str, "state": str, "detail": str, "cost": str, "remedy": str}])
    assert {check["state"] for check in checks} <= {"ok", "partial", "missing"}


def test_explain_names_a_cause_from_evidence_alone(spar: Spar, tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    request = {"name": "Register", "method": "POST", "path": "/api/users", "status": None, "failed": 3, "total": 3}
    file.write_text(json.dumps({"task": "flask/clean", "requests": [request], "server_log": "SyntaxError: invalid"}))
    said = spar("explain", str(file), "--json")
    fits(
        judged(said.out),
        {"schema": "spar.explain/1", "category": str, "subcategory": (str, type(None)), "reasons": [str],
         "confidence": NUMBER},
    )  # fmt: skip
    assert said.status == 0
