"""`spar run`, and what can be done with the session that it leaves: list, export, replay, interrupt, go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from spar_calls import Said, Spar, call, places, started, until

from sandbox.events import (
    Event,
    RunEnded,
    SessionContinued,
    SessionStarted,
    StepCommitted,
    StepProposed,
    StepScored,
    decode,
)
from sandbox.store import journal

pytestmark = pytest.mark.bubblewrap
Recorded = tuple[Path, Said]


def told(said: Said) -> list[Event]:
    return [decode(line.encode()) for line in said.out.splitlines()]


def only_session(folder: Path) -> Path:
    (session,) = (folder / "data" / "sessions").iterdir()
    return session


def test_a_run_prints_one_event_a_line_and_ends_with_its_end(recorded: Recorded) -> None:
    folder, said = recorded
    events = told(said)
    assert isinstance(events[0], SessionStarted)
    assert [index for index, event in enumerate(events) if isinstance(event, RunEnded)] == [len(events) - 1]
    assert said.status == 0, said.err
    assert tuple(events) == journal.read(only_session(folder)).events[: len(events)]
    commits = [event.step for event in events if isinstance(event, StepCommitted)]
    assert commits == list(range(1, len(commits) + 1))
    assert {event.step for event in events if isinstance(event, StepScored)} == set(commits)


def test_sessions_lists_it(recorded: Recorded) -> None:
    (row,) = json.loads(call(recorded[0], "sessions", "--json").out)
    assert row["task"] == "flask/none"
    assert row["state"] == "submitted"
    assert row["passed"]
    assert row["core_passed"] == row["core_total"] > 0
    assert row["id"] in call(recorded[0], "sessions").out


def test_an_export_tells_the_story_in_git_log(recorded: Recorded, tmp_path: Path) -> None:
    folder, said = recorded
    done = call(folder, "export", "last", str(tmp_path / "out"), "--json")
    assert done.status == 0, done.err
    steps = json.loads(done.out)["steps"]
    assert steps == sum(isinstance(event, StepCommitted) for event in told(said))
    format_ = "%(trailers:key=Spar-Step,valueonly,separator=)|%(trailers:key=Score,valueonly,separator=)"
    log = subprocess.run(["git", "-C", str(tmp_path / "out"), "log", "--reverse", f"--format={format_}"],
                         capture_output=True, text=True, check=True).stdout.splitlines()  # fmt: skip
    assert [line.partition("|")[0] for line in log[1:]] == [str(step) for step in range(1, steps + 1)]
    assert all(line.partition("|")[2] for line in log[1:])
    assert "core 290/290" in log[-1]
    assert (tmp_path / "out" / "run.sh").exists()
    again = call(folder, "export", "last", str(tmp_path / "out"))
    assert "is not empty" in again.refusal()
    assert again.status == 2


def test_an_export_to_a_file_in_the_way_is_refused(recorded: Recorded, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = call(recorded[0], "export", "last", str(tmp_path / "file"))
    assert done.refusal()
    assert done.status == 2


def test_a_replay_does_the_same_for_real_in_a_session_of_its_own(recorded: Recorded, tmp_path: Path) -> None:
    folder, said = recorded
    session = only_session(folder)
    again = call(tmp_path, "replay", str(session), "--box", "local", "--seed", "7", "--json")
    assert again.status == 0, again.err
    before, after = told(said), told(again)
    started = after[0]
    assert isinstance(started, SessionStarted)
    assert f"replay of {session.name}" in started.label
    assert started.id != session.name
    assert [event.action for event in after if isinstance(event, StepProposed)] == [
        event.action for event in before if isinstance(event, StepProposed)
    ]
    trees = [[event.tree for event in events if isinstance(event, StepCommitted)] for events in (before, after)]
    assert trees[0] == trees[1]


def test_a_replay_runs_foreign_commands_only_in_a_box_or_after_a_yes(
    recorded: Recorded, without_bubblewrap: dict[str, str]
) -> None:
    done = call(recorded[0], "replay", "last", **without_bubblewrap)
    assert "--unsafe-no-box" in done.refusal()
    assert done.status == 3
    assert len(list((recorded[0] / "data" / "sessions").iterdir())) == 1


def test_open_needs_a_terminal_but_says_first_what_is_wrong_with_the_session(recorded: Recorded, spar: Spar) -> None:
    done = call(recorded[0], "open", "last")
    assert "the screens need a terminal" in done.refusal()
    assert done.status == 2


def test_a_limit_ends_a_run_that_has_not_passed_with_status_1(spar: Spar) -> None:
    said = spar("run", "flask/none", "--tape", "straight", "--steps", "2", "--box", "local")
    assert said.status == 1, said.err
    assert said.out.splitlines()[-1].startswith("steps: the limit of 2 steps")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_within_seconds_and_can_be_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    arguments = ("run", "flask/none", "--tape", "straight", "--box", "local", "--json")
    child = started(*arguments, **places(tmp_path))
    while until(child, "StepCommitted")["step"] < 3:
        pass
    assert child.stdout is not None
    begun = time.monotonic()
    child.send_signal(number)
    rest = child.stdout.read()
    assert child.wait(timeout=60) == 128 + number
    assert time.monotonic() - begun < 45
    assert isinstance(decode(rest.splitlines()[-1].encode()), RunEnded)
    (row,) = json.loads(call(tmp_path, "sessions", "--json").out)
    assert row["state"] == "stopped"
    go_on(tmp_path, monkeypatch)


def go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more steps of the only session there."""
    from sandbox.choices import Choices
    from sandbox.limits import Limits
    from sandbox.resume import resume

    for name, value in places(folder).items():
        monkeypatch.setenv(name, value)
    session = only_session(folder)
    done = max(event.step for event in journal.read(session).events if isinstance(event, StepProposed))
    choices = Choices(task="flask/none", tape="straight", box="local", limits=Limits(steps=done + 2), pace=0.0)
    live = resume(session, choices, lambda words, share: None).start()
    assert live.wait(120)
    live.close()
    events = journal.read(session).events
    assert any(isinstance(event, SessionContinued) for event in events)
    steps = [event.step for event in events if isinstance(event, StepCommitted)]
    assert steps == sorted(set(steps))
    assert steps[-1] == done + 2
    assert [event.outcome for event in events if isinstance(event, RunEnded)] == ["stopped", "steps"]


def test_a_model_without_a_key_ends_in_one_line(spar: Spar) -> None:
    nothing = {name: "" for name in os.environ if name.endswith("_API_KEY")} | {"HOME": "/nonexistent"}
    cache = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    said = spar(
        "run", "flask/none", "--model", "anthropic/claude-sonnet-4-5", "--box", "local", "--steps", "1",
        **nothing, **cache,
    )  # fmt: skip
    assert said.status == 3
    assert "Traceback" not in said.err
    assert "ANTHROPIC_API_KEY" in (said.out + said.err)
