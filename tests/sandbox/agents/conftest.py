"""A server of the OpenAI protocol and one worker, which has answered once, for all tests of models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from model_turns import agent, propose
from openai_plays import acts
from openai_server import Server, serving

from sandbox.agents.worker import Worker


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """One worker for all tests, which has answered once: its import takes seconds, on a busy machine many."""
    shared = Worker()
    with serving() as first:
        first.play(acts("bash", command="ls"))
        propose(agent(first, shared))
    yield shared
    shared.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key of this machine takes part in a test."""
    from sandbox.models.keys import VARIABLES

    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "config"))
