"""What the suite's tests share: the double, and one call that scores a server."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tasks.functional.runner import Patience, run


def _load(name: str) -> ModuleType:
    """A helper beside this file; with --import-mode=importlib it is on no path."""
    full = f"spar_tests_functional_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@dataclass
class Report:
    """Everything that a run has reported."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def assertions(self) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == "assertion"]

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["event"] == "exchange"]

    @property
    def failed(self) -> list[dict[str, Any]]:
        return [message for message in self.assertions if not message["passed"]]

    def passed(self, tier: str) -> int:
        return sum(message["passed"] for message in self.assertions if message["tier"] == tier)


class Nowhere:
    """An environment without a database and without a log."""

    database: str | None = None

    def restart(self) -> bool:
        return False

    def found_in_database(self, needles: Any) -> frozenset[str] | None:
        return None

    def log_mark(self) -> int:
        return 0

    def log_since(self, mark: int) -> str:
        return ""


@pytest.fixture(scope="session")
def double() -> ModuleType:
    """The module of the correct server and its switches."""
    return _load("conduit")


@pytest.fixture(scope="session")
def hostile() -> ModuleType:
    """The module of the servers that mean no good."""
    return _load("hostile")


@pytest.fixture(scope="session")
def score() -> Callable[..., Report]:
    """Runs the suite against a port."""

    def call(port: int, seed: int = 7, environment: Any = None, patience: Patience | None = None) -> Report:
        report = Report()
        run("127.0.0.1", port, seed, environment or Nowhere(), report.messages.append, patience=patience or Patience())
        return report

    return call


@pytest.fixture(scope="session")
def score_double(double: ModuleType, score: Callable[..., Report]) -> Callable[..., Report]:
    """Runs the suite against a fresh double; `database` names its task's database."""

    def call(*defects: str, seed: int = 7, database: str | None = None) -> Report:
        conduit = double.Conduit(defects)
        with double.serving(double.handler_for(conduit)) as port:
            return score(port, seed, double.Beside(conduit, database))

    return call
