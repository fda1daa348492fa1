"""A mark survives whatever ends the process, whatever stands in its file, and travels with the session."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from sandbox.store import marks as room
from sandbox.store.example import example_folder
from sandbox.store.journal import CannotWrite
from sandbox.store.marks import FILE, REASON, Mark, Marks, one_line
from sandbox.store.session_file import take_in, write
from sandbox.store.session_store import SessionStore

WRONG = Mark(5, "t5", "architecture", "upward-import", "broken", "a type alone", 1.0, "m/a.py", 3, "m/a.py imports s")
KEPT = Mark(5, "t5", "database", "wrong-engine", "kept", "it opens a file", 2.0)


def test_marks_are_there_after_the_session_is_opened_again(tmp_path: Path) -> None:
    assert Marks(tmp_path).all() == ()
    Marks(tmp_path).put(WRONG)
    assert Marks(tmp_path).put(KEPT) == (WRONG, KEPT)
    assert Marks(tmp_path).all() == (WRONG, KEPT)
    assert Marks(tmp_path).take_away(WRONG.subject) == (KEPT,)
    assert Marks(tmp_path).all() == (KEPT,)


def test_a_second_mark_on_one_verdict_replaces_the_first(tmp_path: Path) -> None:
    moved = msgspec.structs.replace(WRONG, step=6, tree="t6", line=9, reason="still so")
    Marks(tmp_path).put(WRONG)
    assert Marks(tmp_path).put(moved) == (moved,)
    other = msgspec.structs.replace(KEPT, tree="t6")
    Marks(tmp_path).put(KEPT)
    assert len(Marks(tmp_path).put(other)) == 3, "a kept rule is marked for one tree"


def test_a_kill_in_the_middle_of_writing_leaves_every_mark_but_the_last(tmp_path: Path) -> None:
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("dying_marker.py"), tmp_path], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.03)
        process.kill()
        process.wait()
        process.stdout.close()
        assert len(Marks(tmp_path).all()) >= 20
        assert len(Marks(tmp_path).put(WRONG)) >= 21, "the lock of a killed process is free"


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    def keep(who: str) -> None:
        for number in range(15):
            Marks(tmp_path).put(msgspec.structs.replace(KEPT, rule=f"{who}-{number}"))

    threads = [threading.Thread(target=keep, args=(who,)) for who in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Marks(tmp_path).all()) == 45


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b'{"marks": 7}', b'{"marks": [{"step": "x"}]}', b"\xff\xfe", b'{"version": 1}'],
)
def test_a_damaged_file_counts_as_no_marks_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert Marks(tmp_path).all() == ()
    assert Marks(tmp_path).put(WRONG) == (WRONG,)
    assert Marks(tmp_path).all() == (WRONG,)


def test_a_hostile_file_is_bounded(tmp_path: Path) -> None:
    loud = msgspec.structs.replace(
        WRONG, reason="\x1b]0;evil\x07\nbreaks: nothing\u202e" * 5000, rule="r\n" * 900, path="p" * 90_000
    )
    (tmp_path / FILE).write_bytes(msgspec.json.encode({"marks": [loud] * 20}))
    for mark in Marks(tmp_path).all():
        assert len(mark.reason) <= REASON
        assert mark.reason.isprintable()
        assert mark.rule.isprintable()
        assert len(mark.path) <= 1000
    (tmp_path / FILE).write_bytes(msgspec.json.encode({"marks": [KEPT] * 2000}))
    assert len(Marks(tmp_path).all()) == room.MOST


def test_no_more_than_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 1)
    Marks(tmp_path).put(WRONG)
    with pytest.raises(CannotWrite, match="at most 1"):
        Marks(tmp_path).put(KEPT)


def test_a_folder_that_is_gone_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="can't keep the mark in session gone"):
        Marks(tmp_path / "gone").put(WRONG)


def test_a_folder_in_the_place_of_the_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert Marks(tmp_path).all() == ()
    with pytest.raises(CannotWrite):
        Marks(tmp_path).put(WRONG)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["marks.json", "marks.lock"]


def test_one_line_holds_nothing_that_acts_on_a_terminal() -> None:
    assert one_line("  a\tb\n\nc\x1b[2J\u202e d ") == "a b c [2J d"
    assert len(one_line("x" * 10_000)) == REASON


def test_marks_travel_in_the_session_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "data"))
    folder = example_folder()
    Marks(folder).put(WRONG)
    write(folder, tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert FILE in archive.namelist()
        assert not any("lock" in name for name in archive.namelist())
    taken = take_in(tmp_path / "s.zip", SessionStore(tmp_path / "elsewhere"))
    assert Marks(taken).all() == (WRONG,)
