"""`spar watch` without a screen: a scored step whenever the directory settles, and Ctrl+C ends it in good order."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from spar_calls import called, until


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    return made


@pytest.mark.bubblewrap
def test_each_settling_is_a_scored_step_and_an_interrupt_leaves_a_whole_session(start, folder):
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
    assert running.wait(60) == 130
    assert not (folder / "ran-outside").exists()
    listed = called("sessions", "--json")
    assert listed.status == 0
    assert [(one["agent"], one["steps"], one["state"]) for one in json.loads(listed.out)] == [("watch", 2, "stopped")]


@pytest.mark.bubblewrap
def test_a_watched_session_goes_on_with_its_directory_its_flags_and_what_changed_meanwhile(start, folder):
    (folder / "app.py").write_text("x = 1\n")
    watching = ("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    running = start(*watching, "--start", "exit 7")
    until(running, "StepScored")
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 143
    (folder / "more.py").write_text("y = 1\n")
    running = start(*watching, "--continue", "--start", "exit 8")
    assert until(running, "SessionContinued")["step"] == 1
    assert until(running, "StepProposed")["thought"] == "1 file changed: more.py"
    assert until(running, "StepScored")["step"] == 2
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    (one,) = json.loads(called("sessions", "--json").out)
    kept = Path(os.environ["SPAR_DATA"], "sessions", one["id"], "program.json")
    assert json.loads(kept.read_text())["given"] == {"start": "exit 8"}


@pytest.mark.bubblewrap
def test_a_directory_that_goes_away_ends_the_watching_and_a_person_reads_why(start, folder):
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    until(running, "SessionStarted")
    folder.rmdir()
    ended = until(running, "RunEnded")
    assert (ended["outcome"], running.wait(60)) == ("agent_failed", 3)
    assert running.stderr.read().splitlines()[-1] == f"spar: {ended['words']}"


def test_there_is_nothing_to_go_on_with_where_nothing_was_watched(folder):
    said = called("watch", folder, "--task", "flask/none", "--continue")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "leave --continue out" in said.err
    said = called("watch", folder, "--task", "flask/none", "--continue", "--seed", 3)
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "keeps its seed" in said.err


@pytest.mark.bubblewrap
def test_settings_that_come_later_are_heeded_and_bad_ones_leave_a_step_unjudged(start, folder):
    (folder / "app.py").write_text("x = 1\n")
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    until(running, "StepScored")
    (folder / "spar.toml").write_text('strat = "exit 7"\n')
    assert "there is no 'strat'" in until(running, "StepNotJudged")["reason"]
    (folder / "spar.toml").write_text('start = "exit 7"\n')
    assert until(running, "StepScored")["summary"]["failures"][0] == "The server never became healthy."
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130


def test_a_directory_that_holds_the_sessions_is_not_watched(tmp_path):
    said = called("watch", tmp_path, "--task", "flask/none")
    assert said.status == 2
    assert "holds Spar's own sessions" in said.err


def test_watching_what_is_not_there_is_one_line(tmp_path):
    said = called("watch", tmp_path / "nowhere", "--task", "flask/none")
    assert (said.status, said.err.count("\n")) == (2, 1)


@pytest.mark.bubblewrap
def test_what_somebody_did_to_a_directory_cannot_be_done_again_and_that_is_said(start, folder):
    (folder / "app.py").write_text("x = 1\n")
    running = start("watch", folder, "--task", "flask/none", "--box", "local", "--json")
    session = until(running, "SessionStarted")["id"]
    until(running, "StepCommitted")
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    said = called("replay", session, "--box", "local", "--json")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert f"`spar export {session} DIR` gives its files" in said.err


def test_a_score_is_opened_only_on_a_terminal(folder):
    (folder / "app.py").write_text("x = 1\n")
    said = called("score", folder, "--task", "flask/none", "--open")
    assert said.status == 2
    assert "needs a terminal" in said.err


def test_a_task_of_ones_own_is_listed_with_a_mark_and_has_no_recording(tmp_path):
    tasks = tmp_path / "config" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "audit.toml").write_text('framework = "flask"\nconstraints = ["sqlite"]\n')
    (tasks / "wrong.toml").write_text('framework = "rails"\n')
    said = called("tasks", "own/")
    assert said.status == 0
    assert "own/audit *" in said.out
    assert "not used: " in said.err
    assert "rails" in said.err
    said = called("run", "audit")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "without a reference to play" in said.err
