"""`spar watch` without a screen: a scored step whenever the directory settles, and Ctrl+C ends it in good order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

MAIN = "import sys; from tui.cli.main import main; sys.argv[0] = 'spar'; main()"


@pytest.fixture(autouse=True)
def own_places(tmp_path, monkeypatch):
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "config"))


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    return made


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)


def spar(*arguments: object) -> tuple[int, str, str]:
    running = start(*arguments)
    out, err = running.communicate(timeout=60)
    return running.returncode, out, err


def until(running: subprocess.Popen[str], kind: str) -> dict:
    assert running.stdout is not None
    for line in running.stdout:
        event = json.loads(line)
        if event["type"] == kind:
            return event
    raise AssertionError(f"no {kind}; {running.stderr and running.stderr.read()}")


@pytest.mark.bubblewrap
def test_each_settling_is_a_scored_step_and_an_interrupt_leaves_a_whole_session(folder):
    (folder / "run.sh").write_text(f"touch {folder}/ran-outside; exit 3\n")
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    started = until(running, "SessionStarted")
    assert (started["agent"], started["label"]) == ("watch", f"watching {folder}")
    assert until(running, "StepProposed")["thought"] == "1 file changed: run.sh"
    assert until(running, "StepScored")["summary"]["core"] == {"passed": 0, "total": 290}
    (folder / "app.py").write_text("x = 1\n")
    assert until(running, "StepCommitted")["changes"][0]["path"] == "app.py"
    running.send_signal(signal.SIGINT)
    assert until(running, "RunEnded")["outcome"] == "stopped"
    assert running.wait(20) == 130
    assert not (folder / "ran-outside").exists()
    status, out, _ = spar("sessions", "--json")
    assert status == 0
    assert [(one["agent"], one["steps"], one["state"]) for one in json.loads(out)] == [("watch", 2, "stopped")]


@pytest.mark.bubblewrap
def test_a_watched_session_goes_on_with_its_directory_its_flags_and_what_changed_meanwhile(folder):
    (folder / "app.py").write_text("x = 1\n")
    watching = ("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    running = start(*watching, "--start", "exit 7")
    until(running, "StepScored")
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 143
    (folder / "more.py").write_text("y = 1\n")
    running = start(*watching, "--continue", "--start", "exit 8")
    assert until(running, "SessionContinued")["step"] == 1
    assert until(running, "StepProposed")["thought"] == "1 file changed: more.py"
    assert until(running, "StepScored")["step"] == 2
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 130
    (one,) = json.loads(spar("sessions", "--json")[1])
    kept = Path(os.environ["SPAR_DATA"], "sessions", one["id"], "program.json")
    assert json.loads(kept.read_text())["given"] == {"start": "exit 8"}


def test_there_is_nothing_to_go_on_with_where_nothing_was_watched(folder):
    status, _, err = spar("watch", folder, "--task", "flask/none", "--continue")
    assert (status, err.count("\n")) == (2, 1)
    assert "leave --continue out" in err
    status, _, err = spar("watch", folder, "--task", "flask/none", "--continue", "--seed", 3)
    assert (status, err.count("\n")) == (2, 1)
    assert "keeps its seed" in err


@pytest.mark.bubblewrap
def test_settings_that_come_later_are_heeded_and_bad_ones_leave_a_step_unjudged(folder):
    (folder / "app.py").write_text("x = 1\n")
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    until(running, "StepScored")
    (folder / "spar.toml").write_text('strat = "exit 7"\n')
    assert "there is no 'strat'" in until(running, "StepNotJudged")["reason"]
    (folder / "spar.toml").write_text('start = "exit 7"\n')
    assert until(running, "StepScored")["summary"]["failures"][0] == "The server never became healthy."
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 130


def test_a_directory_that_holds_the_sessions_is_not_watched(tmp_path):
    status, _, err = spar("watch", tmp_path, "--task", "flask/none")
    assert status == 2
    assert "holds Spar's own sessions" in err


def test_watching_what_is_not_there_is_one_line(tmp_path):
    status, _, err = spar("watch", tmp_path / "nowhere", "--task", "flask/none")
    assert (status, err.count("\n")) == (2, 1)


@pytest.mark.bubblewrap
def test_what_somebody_did_to_a_directory_cannot_be_done_again_and_that_is_said(folder):
    (folder / "app.py").write_text("x = 1\n")
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    session = until(running, "SessionStarted")["id"]
    until(running, "StepCommitted")
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)
    status, out, err = spar("replay", session, "--box", "local", "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"`spar export {session} DIR` gives its files" in err


def test_a_score_is_opened_only_on_a_terminal(folder):
    (folder / "app.py").write_text("x = 1\n")
    status, _, err = spar("score", folder, "--task", "flask/none", "--open")
    assert status == 2
    assert "needs a terminal" in err


def test_a_task_of_ones_own_is_listed_with_a_mark_and_has_no_recording(tmp_path):
    tasks = tmp_path / "config" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "audit.toml").write_text('framework = "flask"\nconstraints = ["sqlite"]\n')
    (tasks / "wrong.toml").write_text('framework = "rails"\n')
    status, out, err = spar("tasks", "own/")
    assert status == 0
    assert "own/audit *" in out
    assert "not used: " in err
    assert "rails" in err
    status, _, err = spar("run", "audit")
    assert (status, err.count("\n")) == (2, 1)
    assert "without a reference to play" in err
