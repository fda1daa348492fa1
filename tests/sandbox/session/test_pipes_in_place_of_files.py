"""A pipe, a device or a folder in the place of one of Spar's files: nothing waits for it, and one line says so."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest

from sandbox.choices import Choices, remembered
from sandbox.events import Event, Noticed, Provisional, StateChanged
from sandbox.judge.cache import ScoreCache
from sandbox.store import journal, marks, session_program, session_task
from sandbox.store.journal import Journal, JournalError
from sandbox.store.marks import Marks
from sandbox.store.session_store import SessionStore
from sandbox.store.tail import Tail
from tasks.catalogue import find

T = TypeVar("T")
SOON = 20.0
"""Seconds: no measure, only an end to what hangs."""


@pytest.fixture(params=["pipe", "device", "folder"])
def odd(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    """Puts something there that is no plain file."""

    def put(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if request.param == "pipe":
            os.mkfifo(path)
        elif request.param == "device":
            path.symlink_to(os.devnull)
        else:
            path.mkdir()

    return put


def at_once(work: Callable[[], T]) -> T:
    """What it gives or raises, on a thread that may be left behind."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result(timeout=SOON)


def test_no_journal_is_read_or_written_there(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    folder = tmp_path / "session"
    odd(folder / journal.FILE)
    for work in (journal.read, Journal.continued):
        with pytest.raises(JournalError, match=r"journal\.jsonl is no plain file"):
            at_once(lambda work=work: work(folder))
    assert not at_once(lambda: journal.locked(folder))


def test_the_other_sessions_are_listed(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    store = SessionStore(tmp_path)
    _, folder = store.create("flask/none")
    log = Journal(folder)
    log.close()
    odd(tmp_path / "odd" / journal.FILE)
    listed = at_once(lambda: {one.id: one.broken for one in store.summaries()})
    assert "no plain file" in listed["odd"]
    assert "no plain file" not in listed[folder.name]


def test_what_lies_beside_a_journal_counts_as_absent(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    for name in (session_program.FILE, session_task.FILE, marks.FILE):
        odd(tmp_path / name)
    assert at_once(lambda: session_program.program_of(tmp_path, trusted=True)) is None
    assert at_once(lambda: session_task.task_of(tmp_path, "flask/none")) == find("flask/none")
    assert at_once(Marks(tmp_path).all) == ()


def test_choices_and_scores_count_as_absent(
    tmp_path: Path, odd: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    odd(tmp_path / "choices.json")
    assert at_once(remembered) == Choices()
    odd(tmp_path / "ab" / "abc.json.z")
    assert at_once(lambda: ScoreCache(tmp_path).get("abc", 1)) is None


def test_a_journal_that_becomes_one_is_followed_no_further(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    log = Journal(tmp_path)
    log.append(Noticed(1, "first"))
    log.close()
    size = journal.read(tmp_path).size
    (tmp_path / journal.FILE).unlink()
    odd(tmp_path / journal.FILE)
    heard: queue.Queue[Event | Provisional] = queue.Queue()
    Tail(tmp_path, size, heard.put)
    assert heard.get(timeout=SOON) == StateChanged("elsewhere", 0)
    assert heard.get(timeout=SOON) == StateChanged("paused", 0)
