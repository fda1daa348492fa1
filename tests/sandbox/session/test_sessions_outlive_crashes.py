"""Whatever kills a run, its session opens at the last complete step, loses nothing before it, and can be continued."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crashing_run import STEPS, TAPE
from fake_parts import DictBox, YesScorer

from sandbox import resume as resuming
from sandbox.agents.scripted import ScriptedAgent
from sandbox.choices import Choices
from sandbox.events import Event, RunEnded, SessionContinued, StepCommitted, StepProposed
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts
from sandbox.store import journal
from sandbox.store.archive import ArchivedSession
from sandbox.store.exporting import export
from sandbox.store.session_file import write
from sandbox.workspace.git_workspace import GitWorkspace

PROGRAM = Path(__file__).with_name("crashing_run.py")
Resume = Callable[[], LiveSession]


def begun(folder: Path, how: str, at: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, str(PROGRAM), str(folder), how, str(at)]
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


@pytest.fixture
def resume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Resume:
    """`sandbox.resume.resume` of the session in `tmp_path`, with fakes for what needs a machine."""

    def parts(session: str, task: Any, log: Any, workspace: Any, agent: Any, *_: object, **__: object) -> Parts:
        return Parts(session, task, log, workspace, DictBox, agent, YesScorer, Choices().limits)

    monkeypatch.setattr(resuming, "parts_of", parts)
    monkeypatch.setattr(resuming, "make_agent", lambda *_, **__: ScriptedAgent(TAPE))
    monkeypatch.setattr(resuming, "make_launcher", lambda *_, **__: None)
    return lambda: resuming.resume(tmp_path, Choices(task="flask/none", pace=0.0), lambda words, share: None).start()


def check_continued(folder: Path, resume: Resume) -> tuple[Event, ...]:
    """The session opens, goes on to its end, and tells the whole story in an exported repository."""
    before = journal.read(folder)
    ArchivedSession(folder).check()
    session = resume()
    assert session.wait(120)
    session.close()
    after = journal.read(folder)
    assert not after.torn
    assert after.events[: len(before.events)] == before.events
    last = after.events[-1]
    assert isinstance(last, RunEnded)
    assert last.outcome == "submitted"
    commits = [event for event in after.events if isinstance(event, StepCommitted)]
    workspace = GitWorkspace.open(folder / "repo.git")
    files = {entry.path.decode(): entry.data.decode() for entry in workspace.entries(commits[-1].tree)}
    assert files == {f"f{n}.py": f"x = {n}\n" for n in range(1, STEPS)}
    assert workspace.branches() == {"main": commits[-1].commit}
    destination = folder / "exported"
    export(folder, destination)
    log = subprocess.run(
        ["git", "-C", str(destination), "log", "--reverse", "--format=%(trailers:key=Spar-Step,valueonly,separator=;)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [int(line) for line in log.stdout.split()] == [event.step for event in commits]
    subprocess.run(["git", "-C", str(destination), "fsck", "--strict"], check=True, capture_output=True)
    return after.events


@pytest.mark.parametrize("seed", range(10))
def test_a_kill_at_any_moment_loses_nothing_complete(tmp_path: Path, resume: Resume, seed: int) -> None:
    child = begun(tmp_path, "never")
    time.sleep(random.Random(seed).uniform(0, 0.06))
    child.kill()
    child.wait()
    last = ArchivedSession(tmp_path).events()[-1]
    if isinstance(last, RunEnded):
        assert last.outcome == "submitted", "it was whole before the kill came"
    else:
        check_continued(tmp_path, resume)


@pytest.mark.parametrize("step", [1, 5, STEPS])
def test_a_commit_without_its_line_is_ignored_and_starts_no_fork(tmp_path: Path, resume: Resume, step: int) -> None:
    begun(tmp_path, "commit", step).wait()
    events = journal.read(tmp_path).events
    assert max((event.step for event in events if isinstance(event, StepCommitted)), default=0) == step - 1
    tips = GitWorkspace.open(tmp_path / "repo.git").branches()
    assert tips["main"] not in {event.commit for event in events if isinstance(event, StepCommitted)}
    export(tmp_path, tmp_path / "before")
    shown = subprocess.run(["git", "-C", str(tmp_path / "before"), "log", "--all", "--format=%s"],
                           capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert f"step {step}\n" not in shown
    events = check_continued(tmp_path, resume)
    again = next(event for event in events if isinstance(event, SessionContinued))
    assert again.step == step - 1
    assert f"step {step} was not finished" in again.lost


@pytest.mark.parametrize("line", [3, 4, 5, 6, 7])
def test_a_torn_line_is_cut_named_and_kept_aside(tmp_path: Path, resume: Resume, line: int) -> None:
    begun(tmp_path, "torn", line).wait()
    reading = journal.read(tmp_path)
    assert len(reading.events) == line - 2
    assert "half written" in reading.torn
    assert "half written" in str(ArchivedSession(tmp_path).events()[-1])
    events = check_continued(tmp_path, resume)
    again = next(event for event in events if isinstance(event, SessionContinued))
    assert "half written" in again.lost
    assert b'{"type":' in (tmp_path / journal.CUT).read_bytes()


def test_a_full_disk_ends_a_run_in_words_and_the_session_goes_on_later(tmp_path: Path, resume: Resume) -> None:
    child = begun(tmp_path, "full", 4000)
    said, _ = child.communicate(timeout=120)
    assert "can't write the journal" in said
    assert child.returncode == 0
    reading = journal.read(tmp_path)
    assert not reading.torn
    assert 0 < max(event.step for event in reading.events if isinstance(event, StepProposed)) < STEPS
    check_continued(tmp_path, resume)


def test_a_full_disk_in_the_repository_ends_a_run_in_words_too(tmp_path: Path, resume: Resume) -> None:
    child = begun(tmp_path, "full", 60)
    said, _ = child.communicate(timeout=120)
    assert "can't" in said
    assert child.returncode == 0
    check_continued(tmp_path, resume)


def test_a_session_that_is_continued_twice_keeps_one_branch(tmp_path: Path, resume: Resume) -> None:
    begun(tmp_path, "commit", 3).wait()
    session = resume()
    session.close()
    check_continued(tmp_path, resume)


def test_a_full_disk_is_no_reason_to_refuse_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing a session out to another disk is what a person does then."""
    folder = tmp_path / "session"
    folder.mkdir()
    begun(folder, "never").wait()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GitWorkspace, "note", full)
    steps = export(folder, tmp_path / "out")
    log = subprocess.run(["git", "-C", str(tmp_path / "out"), "log"], capture_output=True, text=True, check=True)
    assert log.stdout.count("Score: ") == steps > 0


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What a full disk does, to this process and to git's."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 50, 100, 300, 600])
def test_an_export_that_finds_no_room_leaves_nothing_half_written(tmp_path: Path, size: int) -> None:
    """It would be in the way of the next try; and whoever named an older file would have lost that."""
    folder, there, file = tmp_path / "session", tmp_path / "there", tmp_path / "session.zip"
    folder.mkdir()
    there.mkdir()
    begun(folder, "never").wait()
    export(folder, tmp_path / "notes are written now")
    file.write_bytes(b"an older one")
    for destination in (tmp_path / "out", there):
        with pytest.raises(OSError, match=r"too large|[gG]it"), no_file_larger_than(size):
            export(folder, destination)
    with pytest.raises(OSError, match="too large"), no_file_larger_than(size):
        write(folder, file)
    assert not (tmp_path / "out").exists()
    assert list(there.iterdir()) == []
    assert file.read_bytes() == b"an older one"
    assert len(list(tmp_path.iterdir())) == 4
    assert export(folder, there) > 0


def test_a_session_that_lost_files_of_its_steps_says_so_and_does_not_go_on(tmp_path: Path, resume: Resume) -> None:
    begun(tmp_path, "commit", 3).wait()
    lines = (tmp_path / journal.FILE).read_text()
    tree = next(event.tree for event in reversed(journal.read(tmp_path).events) if isinstance(event, StepCommitted))
    (tmp_path / journal.FILE).write_text(lines.replace(tree, "ab" * 20))
    for work in (resume, ArchivedSession(tmp_path).check):
        with pytest.raises(journal.JournalError, match="has lost files of its steps"):
            work()
    assert not journal.locked(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"garbage", b"x\x9c" + bytes(40), None])
def test_a_session_whose_objects_were_damaged_says_so_and_leaves_no_export(
    tmp_path: Path, damage: bytes | None
) -> None:
    """A machine that lost its power may leave a file without what was written into it."""
    folder = tmp_path / "session"
    folder.mkdir()
    begun(folder, "never").wait()
    for file in (folder / "repo.git" / "objects").glob("??/*"):
        file.chmod(0o600)
        file.unlink() if damage is None else file.write_bytes(damage)
    with pytest.raises(journal.JournalError, match="lost files of its steps"):
        export(folder, tmp_path / "out")
    with pytest.raises(journal.JournalError, match="lost files of its steps"):
        ArchivedSession(folder).check()
    assert not (tmp_path / "out").exists()
