"""The prepared data directory: whole, made once whoever asks, and all that a box needs to start a server."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sandbox.actions import Shell
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.toolchain import postgres_binaries, postgres_data, toolchain
from tasks.catalogue import find

ASKS = """\
from sandbox.toolchain.postgres_binaries import postgres
from sandbox.toolchain.postgres_data import prepared
print(prepared(postgres(), lambda words, share: words == "preparing a database" and print(words)))
"""

pytestmark = pytest.mark.postgres


@pytest.mark.bubblewrap
def test_two_processes_that_ask_at_once_make_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKS]
    environment = {"XDG_CACHE_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [line for one in both for line in one.communicate(timeout=240)[0].splitlines()]
    assert said.count("preparing a database") == 1
    (place,) = {line for line in said if line.startswith("/")}
    assert Path(place).is_relative_to(tmp_path)
    assert (Path(place) / "PG_VERSION").exists()
    assert not (Path(place) / "postmaster.pid").exists()


@pytest.mark.bubblewrap
def test_a_box_starts_its_server_from_it_without_initdb(tmp_path: Path) -> None:
    task = find("flask/postgres")
    tools = toolchain.ensure(task)
    assert tools.postgres is not None
    assert tools.postgres_data is not None
    for name in ("postgres", "psql"):
        (tmp_path / name).symlink_to(tools.postgres / name)
    without = dataclasses.replace(tools, postgres=tmp_path, readonly=(*tools.readonly, tools.postgres.parent))
    box = open_box(LocalLauncher(without), task)
    try:
        psql = f"PGPASSWORD=password {tools.postgres}/psql -h postgres -U user -d conduit -Atc 'SELECT current_user'"
        assert box.execute(Shell(psql), lambda text: None, threading.Event()).output.strip() == "user"
    finally:
        box.close()


def test_where_initdb_fails_boxes_make_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "initdb").write_text("#!/bin/sh\nmkdir -p $2; echo half > $2/PG_VERSION; exit 1\n")
    (tmp_path / "initdb").chmod(0o755)
    assert postgres_data.prepared(tmp_path) is None
    assert list((tmp_path / "cache").rglob("PG_VERSION")) == []


def test_another_version_of_the_server_has_another(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = postgres_binaries.postgres_of_machine() or Path("/nonexistent")
    here = postgres_data.postgres_data(programs)
    monkeypatch.setattr(postgres_data, "_version", lambda folder: "postgres (PostgreSQL) 99.1")
    assert postgres_data.postgres_data(programs).folder != here.folder
