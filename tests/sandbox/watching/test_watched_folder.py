"""A directory that others edit, as the steps of a session: each time it settles, once, whole, and never written."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from waiting import until

from sandbox.actions import ListFiles, Shell, Submit, WriteFile
from sandbox.events import RunEnded, SessionStarted, StepCommitted, StepProposed
from sandbox.limits import Limits
from sandbox.ports import AgentFailed, Cancelled, Transcript
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts
from sandbox.store.journal import Journal, read
from sandbox.watching import WatchedFolder, in_words
from sandbox.workspace.git_workspace import GitWorkspace
from tasks import catalogue

QUIET = 0.3


class Silent:
    """A scorer that scores nothing."""

    def start(self): ...
    def submit(self, step, tree, *, fresh=False): ...
    def wait(self): ...
    def detail(self, key): ...
    def close(self): ...


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    return made


def proposed(watched: WatchedFolder, cancel: threading.Event | None = None):
    return watched.propose(Transcript(""), lambda part, text: None, cancel or threading.Event())


def next_snapshot(watched: WatchedFolder):
    proposed(watched)
    return watched.snapshot()


def later(seconds: float, work) -> threading.Thread:
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()
    return timer


def test_a_step_is_what_changed_since_the_last_one(folder):
    watched = WatchedFolder(folder, "local", quiet=QUIET)
    (folder / "a.py").write_text("1")
    (folder / "b.py").write_text("1")
    first = next_snapshot(watched)
    assert {entry.path for entry in first.written} == {b"a.py", b"b.py"}
    (folder / "a.py").unlink()
    (folder / "b.py").write_text("2")
    (folder / "c.py").write_text("3")
    second = proposed(watched)
    assert (second.thought, second.action) == ("3 files changed: a.py, b.py, c.py", ListFiles())
    shot = watched.snapshot()
    assert {(entry.path, entry.data) for entry in shot.written} == {(b"b.py", b"2"), (b"c.py", b"3")}
    assert shot.deleted == (b"a.py",)


def test_a_directory_that_goes_on_changing_is_left_to_settle(folder):
    watched = WatchedFolder(folder, "local", quiet=2.0)
    for number in range(6):
        later(0.2 * number, lambda number=number: (folder / f"{number}.py").write_text("x"))
    begun = time.monotonic()
    assert len(next_snapshot(watched).written) == 6
    assert time.monotonic() - begun > 2.5


def test_what_never_settles_is_taken_all_the_same_and_less_often_each_time(folder):
    watched = WatchedFolder(folder, "local", quiet=3.0, restless=1.0)
    ended = threading.Event()

    def write():
        while not ended.wait(0.1):
            (folder / "log").write_text(str(time.monotonic()))

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    took = []
    for _ in range(2):
        begun = time.monotonic()
        assert "did not settle" in proposed(watched).notices[0]
        assert [entry.path for entry in watched.snapshot().written] == [b"log"]
        took.append(time.monotonic() - begun)
    ended.set()
    writer.join()
    assert 0.9 < took[0] < took[1]
    (folder / "app.py").write_text("x")
    assert proposed(watched).notices == ()


def test_what_is_changed_back_or_only_touched_is_no_step(folder):
    (folder / "a.py").write_text("1")
    watched = WatchedFolder(folder, "local", quiet=0.1)
    next_snapshot(watched)
    os.utime(folder / "a.py")
    cancel = threading.Event()
    later(1.5, cancel.set)
    with pytest.raises(Cancelled):
        proposed(watched, cancel)


def test_links_are_kept_as_links_and_never_followed(folder, tmp_path):
    (tmp_path / "secret").write_text("a host's secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    shot = next_snapshot(WatchedFolder(folder, "local", quiet=QUIET))
    assert [(entry.path, entry.mode) for entry in shot.written] == [(b"link", 0o120000)]
    assert b"a host's secret" not in shot.written[0].data
    assert any("pipe" in line for line in shot.left_out)


def test_nothing_is_run_or_written_in_it(folder):
    watched = WatchedFolder(folder, "local")
    for action in (Shell(f"touch {folder}/ran"), WriteFile("written", "x")):
        assert not watched.execute(action, lambda text: None, threading.Event()).ok
    assert list(folder.iterdir()) == []


def test_a_directory_that_goes_away_ends_the_watching_in_words(folder):
    watched = WatchedFolder(folder, "local", quiet=0.1)
    later(0.5, folder.rmdir)
    with pytest.raises(AgentFailed, match="can't be read any more"):
        proposed(watched)


def test_names_of_files_are_one_line_whatever_they_hold():
    words = in_words(((("A"), b"a\nb\x1b[2J"), ("A", b"\xff.py")))
    assert words.isprintable()
    assert in_words(tuple(("A", b"%d" % number) for number in range(9))).endswith("and 4 more")


def test_once_takes_the_directory_as_it_is(folder):
    (folder / "a.py").write_text("1")
    begun = time.monotonic()
    assert isinstance(proposed(WatchedFolder(folder, "local", quiet=30.0, once=True)).action, Submit)
    assert time.monotonic() - begun < 15


def session(tmp_path: Path, watched: WatchedFolder) -> LiveSession:
    place = tmp_path / "session"
    place.mkdir()
    workspace = GitWorkspace.create(place / "repo.git")
    first = workspace.start((), "Start")
    limits = Limits(None, None, None, None)
    started = SessionStarted(
        "one", "flask/none", "watch", watched.label, "local", "", 7, limits, 0.0, first.sha, first.tree
    )
    journal = Journal(place)
    journal.append(started)
    task = catalogue.find("flask/none")
    parts = Parts("one", task, journal, workspace, lambda: watched, watched, lambda report: Silent(), limits)
    return LiveSession(parts, [started]).start()


def test_a_stopped_session_is_complete_on_disk(folder, tmp_path):
    (folder / "a.py").write_text("1")
    live = session(tmp_path, WatchedFolder(folder, "local", quiet=QUIET))
    until(lambda: any(isinstance(event, StepCommitted) for event in live.events()))
    (folder / "a.py").write_text("2")
    until(lambda: sum(isinstance(event, StepCommitted) for event in live.events()) == 2)
    live.stop()
    live.close()
    events = read(tmp_path / "session").events
    assert [event.thought for event in events if isinstance(event, StepProposed)] == ["1 file changed: a.py"] * 2
    assert isinstance(events[-1], RunEnded)
    assert events[-1].outcome == "stopped"
    last = next(event for event in reversed(events) if isinstance(event, StepCommitted))
    assert GitWorkspace.open(tmp_path / "session" / "repo.git").read(last.commit, "a.py") == b"2"
