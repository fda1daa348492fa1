"""A toolchain serves a real box: frameworks import and the database answers, with no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.box.docker_engine import docker_available
from sandbox.box.local_launcher import LocalLauncher
from sandbox.ports import EnvironmentLacks
from sandbox.prepare import PROOFS, TASKS, Outcome, prepare, try_box
from sandbox.toolchain import node_runtime, postgres_binaries, toolchain
from tasks.catalogue import find


@pytest.mark.bubblewrap
@pytest.mark.node
@pytest.mark.postgres
@pytest.mark.parametrize("name", TASKS)
def test_a_box_with_the_toolchain_has_what_its_tasks_need(name: str) -> None:
    task = find(name)
    outcome = try_box("a local box", LocalLauncher(toolchain.ensure(task)), task)
    assert outcome.ok, outcome.result


@pytest.mark.bubblewrap
def test_a_toolchain_that_lacks_a_package_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROOFS, "python", "python3 -c 'import nosuch'")
    outcome = try_box("a local box", LocalLauncher(toolchain.ensure(find("flask/none"))), find("flask/none"))
    assert not outcome.ok
    assert "nosuch" in outcome.result


def test_what_cannot_be_had_is_an_outcome_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(*_: object) -> None:
        raise EnvironmentLacks("no PostgreSQL here", "install postgresql")

    monkeypatch.setattr("sandbox.prepare.make_launcher", lacks)
    monkeypatch.setattr("sandbox.prepare.bubblewrap_available", lambda: None)
    monkeypatch.setattr("sandbox.launching.docker_available", lambda: "not running")
    outcomes = prepare(False, lambda words, share: None)
    assert [one.what for one in outcomes] == ["local box for python: fetched", "local box for node: fetched"]
    assert {(one.ok, one.result) for one in outcomes} == {(False, "no PostgreSQL here (install postgresql)")}


@pytest.mark.docker
def test_preparing_proves_the_docker_boxes() -> None:
    assert docker_available() is None
    outcomes = prepare(False, lambda words, share: None)
    assert [one for one in outcomes if not one.ok] == []
    assert all(isinstance(one, Outcome) for one in outcomes)
    assert len(outcomes) == 4


@pytest.mark.long
@pytest.mark.bubblewrap
@pytest.mark.parametrize("name", TASKS)
def test_a_machine_with_nothing_fetches_everything(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(node_runtime, "node_of_machine", lambda: None)
    monkeypatch.setattr(postgres_binaries, "postgres_of_machine", lambda: None)
    shares: list[float] = []
    task = find(name)
    tools = toolchain.ensure(task, lambda words, share: shares.append(share) if share is not None else None)
    assert tools.postgres is not None
    assert tools.postgres.is_relative_to(tmp_path)
    assert max(shares) == 1.0
    assert len(set(shares)) > 20
    outcome = try_box("a local box", LocalLauncher(tools), task)
    assert outcome.ok, outcome.result
