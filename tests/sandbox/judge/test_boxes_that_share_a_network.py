"""Bare boxes share this machine's ports: a judge waits for the agent's command, and never scores another program."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.actions import Shell
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.ported_box import PortedBox
from sandbox.inside.turns import take_turn
from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.judge.judge_box import NotJudged
from sandbox.ports import Entry
from tasks.task import Task

SERVER = """\
import http.server, sys
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""


@pytest.fixture
def task(task_at: Callable[[str], Task]) -> Task:
    return task_at("flask/none")


@pytest.fixture
def agents_box(bare_launcher: LocalLauncher, task: Task) -> Iterator[PortedBox]:
    box = open_box(bare_launcher, task)
    box.fill([Entry(b"server.py", 0o100644, SERVER.encode())])
    yield box
    box.close()


@pytest.fixture
def judge(bare_launcher: LocalLauncher, task: Task, tmp_path: Path) -> Iterator[Judge]:
    judge = Judge(bare_launcher, task, ScoreCache(tmp_path / "scores"))
    yield judge
    judge.close()


def tree(task: Task) -> list[Entry]:
    run = f"#!/bin/sh\nexec python server.py {task.port}\n"
    return [Entry(b"server.py", 0o100644, SERVER.encode()), Entry(b"run.sh", 0o100755, run.encode())]


def do(box: PortedBox, command: str) -> str:
    return box.execute(Shell(command), lambda text: None, threading.Event()).output


def test_a_program_that_the_agent_left_running_is_named_instead_of_scored(
    agents_box: PortedBox, judge: Judge, task: Task
) -> None:
    answers = f"(: > /dev/tcp/127.0.0.1/{task.port}) 2>/dev/null"
    serve = f"python server.py {task.port} >/dev/null 2>&1 & echo $!"
    pid = do(agents_box, f"{serve}; until {answers}; do sleep 0.1; done").strip()
    with pytest.raises(NotJudged) as told:
        judge.score("a" * 40, tree(task), 7)
    words = str(told.value)
    assert f"port {task.port} is in use by a program that the agent left running (process {pid}: python" in words
    assert "end it and score again" in words
    do(agents_box, f"kill {pid}; while {answers}; do sleep 0.1; done")
    assert judge.score("a" * 40, tree(task), 7).evidence.served


def test_a_judge_waits_for_the_agents_command_that_serves_on_the_same_port(
    agents_box: PortedBox, judge: Judge, task: Task
) -> None:
    seen: list[str] = []
    looks = f"timeout 4 python server.py {task.port} & sleep 3; kill %1; wait"
    command = threading.Thread(target=lambda: seen.append(do(agents_box, looks)))
    begun = time.monotonic()
    command.start()
    time.sleep(1)
    assert judge.score("b" * 40, tree(task), 7).evidence.served
    command.join()
    assert time.monotonic() - begun > 3
    assert "in use" not in seen[0]


def test_a_command_waits_for_whoever_has_the_turn_and_then_goes_on_all_the_same(tmp_path: Path) -> None:
    place = {"SPAR_TURNS": str(tmp_path / "turns")}
    with take_turn(place, 1.0):
        begun = time.monotonic()
        with take_turn(place, 0.3):
            assert time.monotonic() - begun >= 0.3
        with take_turn({}, 60.0):
            pass
        with take_turn(place, 60.0, lambda: True):
            pass
        assert time.monotonic() - begun < 30
    begun = time.monotonic()
    with take_turn(place, 60.0):
        assert time.monotonic() - begun < 30
    assert (os.stat(place["SPAR_TURNS"]).st_mode & 0o777) == 0o600
