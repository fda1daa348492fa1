"""The worker process: what it imports, what becomes of it when it or its parent dies, what it lets out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event as Flag

import pytest
from openai_plays import acts
from openai_server import Server

from sandbox.actions import Shell
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.patience import Patience
from sandbox.agents.worker import Worker
from sandbox.agents.worker_messages import Ask
from sandbox.ports import Proposal, Transcript

QUICK = Patience(attempts=3, silence=2.0, first=0.05, longest=0.1)

HOSTILE = "import pathlib; pathlib.Path(__file__).with_name('ran').touch()\n"

PARENT = """
import sys, time
from sandbox.agents.worker import Worker
worker = Worker()
print(worker.pid, flush=True)
time.sleep(60)
"""


def propose(one: LitellmAgent) -> Proposal:
    return one.propose(Transcript("build it"), lambda part, text: None, Flag())


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_lies_where_spar_was_started_is_not_imported_and_a_killed_worker_is_started_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("litellm", "sandbox", "msgspec", "openai"):
        (tmp_path / f"{name}.py").write_text(HOSTILE)
    monkeypatch.chdir(tmp_path)
    server.play(acts("bash", command="ls"))
    own = Worker()
    try:
        one = LitellmAgent("openai/tiny", api_base=server.base, patience=QUICK, worker=own)
        assert propose(one).action == Shell("ls")
        first = own.pid
        os.kill(first, signal.SIGKILL)
        assert propose(one).action == Shell("ls")
        assert own.pid != first
    finally:
        own.close()
    assert not alive(own.pid)
    assert not (tmp_path / "ran").exists()
    assert capfd.readouterr() == ("", "")


def test_a_worker_ends_with_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    until = time.monotonic() + 60  # It may still be at its import.
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(pid)


def test_a_request_shows_no_key_when_it_is_printed() -> None:
    assert "planted" not in repr(Ask("openai/x", [], key="planted-key"))
