"""A machine of the tests' own: fresh folders, no keys, and a doctor who always finds the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.doctor import examination
from sandbox.doctor.check import Check
from sandbox.models import keys
from tui.view import readiness
from tui.view.readiness import Readiness

CHECKS = (
    Check("Docker engine", "ok", "27.0"),
    Check("bubblewrap", "missing", "not installed", "no local boxes", "install bubblewrap"),
    Check("Node.js", "ok", "fetched"),
    Check("PostgreSQL", "ok", "15"),
    Check("model keys", "partial", "none set", "no live models", "set a variable"),
)


@pytest.fixture(autouse=True)
def fresh_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"SPAR_{name}", str(tmp_path / name.lower()))
    for variable in keys.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(examination, "examine", lambda: list(CHECKS))
    monkeypatch.setattr(readiness, "look", lambda choices, task: Readiness(box="Docker"))
