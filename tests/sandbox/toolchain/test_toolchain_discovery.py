"""What is found on a machine: only a Node.js and a PostgreSQL that a box could really run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.toolchain import node_runtime, postgres_binaries, toolchain
from sandbox.toolchain.python_packages import interpreter, interpreter_home
from tasks.catalogue import find


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    remembered = (node_runtime.node_of_machine, postgres_binaries.postgres_of_machine, postgres_binaries.version)
    for look in remembered:
        look.cache_clear()
    yield
    for look in remembered:
        look.cache_clear()


def program(file: Path, words: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\necho '{words}'\n")
    file.chmod(0o755)


def node_at(prefix: Path, version: str, *, headers: bool = True, npm: bool = True) -> None:
    program(prefix / "bin" / "node", version)
    files = ["include/node/node.h"] * headers + ["lib/node_modules/npm/bin/npm-cli.js"] * npm
    for name in files:
        (prefix / name).parent.mkdir(parents=True, exist_ok=True)
        (prefix / name).touch()


def test_a_new_node_in_a_folder_of_its_own_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node_at(tmp_path / "v24", "v24.1.0")
    (tmp_path / "shims").mkdir()
    (tmp_path / "shims" / "node").symlink_to(tmp_path / "v24" / "bin" / "node")
    monkeypatch.setenv("PATH", str(tmp_path / "shims"))
    found = node_runtime.node_of_machine()
    assert found is not None
    assert (found.version, found.home) == ("24.1.0", tmp_path / "v24")
    assert found.program == tmp_path / "v24" / "bin" / "node"


@pytest.mark.parametrize(
    ("version", "headers", "npm"),
    [
        pytest.param("v20.20.2", True, True, id="too old"),
        pytest.param("v22.15.9", True, True, id="a little too old"),
        pytest.param("nonsense", True, True, id="not a version"),
        pytest.param("v24.1.0", False, True, id="leans on libraries elsewhere"),
        pytest.param("v24.1.0", True, False, id="without npm"),
    ],
)
def test_other_nodes_are_left(
    version: str, headers: bool, npm: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node_at(tmp_path, version, headers=headers, npm=npm)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert node_runtime.node_of_machine() is None


def postgres_at(folder: Path, version: str) -> None:
    for name in postgres_binaries.NEEDED:
        program(folder / name, f"{name} (PostgreSQL) {version}")


def test_the_newest_whole_postgres_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", "")
    postgres_at(tmp_path / "9.6" / "bin", "9.6.1")
    assert postgres_binaries.postgres_of_machine() is None
    for number in ("14", "15"):
        postgres_at(tmp_path / number / "bin", f"{number}.3 (Debian)")
    program(tmp_path / "17" / "bin" / "psql", "the client alone")
    postgres_binaries.postgres_of_machine.cache_clear()
    assert postgres_binaries.postgres_of_machine() == tmp_path / "15" / "bin"
    assert postgres_binaries.version(tmp_path / "15" / "bin") == 15


def test_a_postgres_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_binaries, "DEBIAN", tmp_path / "none")
    postgres_at(tmp_path / "bin", "16.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert postgres_binaries.postgres_of_machine() == tmp_path / "bin"


def test_the_interpreter_is_the_real_one() -> None:
    assert not interpreter().is_symlink()
    assert interpreter().is_relative_to(interpreter_home())
    assert (interpreter_home() / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").is_dir()


def test_a_task_says_what_must_be_fetched_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres_binaries, "DEBIAN", tmp_path / "none")
    assert toolchain.missing(find("flask/none")) == "Python packages"
    assert toolchain.missing(find("koa/postgres")) == "Node.js, Node.js packages, PostgreSQL"
    size, seconds = toolchain.download_size(find("flask/none")) or (0, 0.0)
    assert 20e6 < size < 60e6
    assert size / 2.5e6 < seconds < 90
    for piece in toolchain.pieces(find("koa/postgres")):
        piece.folder.mkdir(parents=True)
        (piece.folder / "complete").touch()
    assert toolchain.missing(find("koa/postgres")) is None
    assert toolchain.download_size(find("koa/postgres")) is None
