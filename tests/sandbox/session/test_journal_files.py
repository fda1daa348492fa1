"""The journal's file: cut at any byte, held by another process, written by a newer Spar, or no journal at all."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.synchronize import Event as Flag
from pathlib import Path

import pytest
from waiting import until

from sandbox.events import Noticed
from sandbox.store import journal
from sandbox.store.journal import CannotWrite, Journal, JournalError
from sandbox.store.session_store import SessionStore

EVENTS = tuple(Noticed(step, f"words {step} ✓\n") for step in range(4))


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """A small journal's bytes."""
    folder = tmp_path / "whole"
    folder.mkdir()
    log = Journal(folder)
    for event in EVENTS:
        log.append(event)
    log.close()
    return (folder / journal.FILE).read_bytes()


def test_a_journal_cut_at_any_byte_is_read_to_its_last_whole_line_and_goes_on(tmp_path: Path, whole: bytes) -> None:
    header = whole.index(b"\n") + 1
    for size in range(len(whole) + 1):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / journal.FILE).write_bytes(whole[:size])
        if size < header:
            with pytest.raises(JournalError, match="no header"):
                journal.read(folder)
            with pytest.raises(JournalError, match="no header"):
                Journal.continued(folder)
            continue
        complete = whole[:size].count(b"\n") - 1
        reading = journal.read(folder)
        assert reading.events == EVENTS[:complete]
        assert bool(reading.torn) == (whole[:size][-1:] != b"\n")
        log, again = Journal.continued(folder)
        assert again == reading
        log.append(Noticed(9, "on"))
        log.close()
        assert journal.read(folder).events == (*EVENTS[:complete], Noticed(9, "on"))
        assert (folder / journal.CUT).exists() == bool(reading.torn)


@pytest.mark.parametrize(
    "bad", [b"nonsense", b'{"type":"FromTheFuture","step":1}', b"\xff\xfe", b"[" * 20_000, b"", b'{"type":"Noticed"}']
)
def test_a_line_that_cannot_be_read_ends_the_session_and_is_kept_aside(
    tmp_path: Path, whole: bytes, bad: bytes
) -> None:
    lines = whole.split(b"\n")
    (tmp_path / journal.FILE).write_bytes(b"\n".join([*lines[:3], bad, *lines[3:]]))
    reading = journal.read(tmp_path)
    assert reading.events == EVENTS[:2]
    assert "line 4" in reading.torn
    log, _ = Journal.continued(tmp_path)
    log.close()
    assert lines[3] in (tmp_path / journal.CUT).read_bytes()


def test_a_newer_journal_is_not_touched(tmp_path: Path) -> None:
    data = b'{"spar":"journal","version":2}\n{"type":"New"}\n'
    (tmp_path / journal.FILE).write_bytes(data)
    for open_it in (journal.read, Journal.continued):
        with pytest.raises(JournalError, match="newer Spar"):
            open_it(tmp_path)
    assert (tmp_path / journal.FILE).read_bytes() == data


def hold(folder: Path, held: Flag, done: Flag) -> None:
    log, _ = Journal.continued(folder)
    held.set()
    done.wait(120)
    log.append(Noticed(7, "from the other process"))
    log.close()


def test_a_session_of_another_process_is_refused_and_then_read_whole(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, held, done))
    other.start()
    assert held.wait(120)
    assert journal.locked(tmp_path)
    with pytest.raises(JournalError, match="another Spar"):
        Journal.continued(tmp_path)
    done.set()
    other.join(120)
    log, reading = Journal.continued(tmp_path)
    log.close()
    assert reading.events == (Noticed(7, "from the other process"),)
    assert not journal.locked(tmp_path)


def test_who_only_looks_keeps_no_writer_out(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    enough = threading.Event()
    looks: list[bool] = []

    def look() -> None:
        while not enough.is_set():
            looks.append(journal.locked(tmp_path))

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    try:
        until(lambda: looks)
        for event in EVENTS:
            log, _ = Journal.continued(tmp_path)
            log.append(event)
            log.close()
    finally:
        enough.set()
        for looker in lookers:
            looker.join()
    assert journal.read(tmp_path).events == EVENTS
    assert not journal.locked(tmp_path)


def test_a_new_journal_never_replaces_one(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    with pytest.raises(CannotWrite):
        Journal(tmp_path)


def test_what_the_store_cannot_do_is_said_with_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    store = SessionStore(file / "sessions")
    with pytest.raises(CannotWrite, match="SPAR_DATA"):
        store.create("flask/none")
    with pytest.raises(JournalError, match="Not a directory"):
        list(store.summaries())


def test_sessions_are_found_by_id_part_or_last_and_never_guessed(tmp_path: Path) -> None:
    store = SessionStore(tmp_path)
    with pytest.raises(JournalError, match="no session yet"):
        store.folder("last")
    for name in ("20260101-1-flask", "20260102-2-koa", "20260103-3-flask"):
        (tmp_path / name).mkdir()
    assert store.folder("koa").name == "20260102-2-koa"
    assert store.folder("last").name == "20260103-3-flask"
    assert store.folder("20260101-1-flask").name == "20260101-1-flask"
    with pytest.raises(JournalError, match="fits 2 sessions"):
        store.folder("flask")
    with pytest.raises(JournalError, match="no session is called"):
        store.folder("hono")


def test_a_list_of_sessions_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "begun").mkdir()
    Journal(tmp_path / "begun").close()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / journal.FILE).write_bytes(b"hello\n")
    broken = {summary.id: summary.broken for summary in SessionStore(tmp_path).summaries()}
    assert set(broken) == {"empty", "begun", "other"}
    assert all(broken.values())
