"""Rows are found in the SQLite files that an app really uses, in copies, whatever else lies about."""

from __future__ import annotations

import mmap
import os
import sqlite3
from pathlib import Path

import pytest

from sandbox.inside.judge import sqlite_files
from sandbox.inside.judge.aside import MEMORY, aside


def found(tree: Path, *needles: str) -> list[str]:
    copies = sqlite_files.copy(sqlite_files.find(str(tree), (), (), 0.0))
    return aside(lambda: sqlite_files.found_in(copies, needles))


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "data.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE articles (title TEXT, body BLOB, n INTEGER)")
    connection.execute("INSERT INTO articles VALUES ('grüße', x'6e6565646c65', 4711)")
    connection.commit()
    return connection


def test_rows_that_are_still_in_the_wal_are_found(database, tmp_path):
    assert (tmp_path / "data.db-wal").stat().st_size > 0
    assert found(tmp_path, "grüße", "needle", "4711", "absent") == ["grüße", "needle", "4711"]


def test_rows_are_found_however_much_the_reading_process_has_mapped(database, tmp_path):
    with mmap.mmap(-1, MEMORY):
        assert found(tmp_path, "needle") == ["needle"]


def test_a_database_cannot_make_the_child_take_more_than_its_share():
    assert aside(lambda: len(bytearray(2 * MEMORY))) is None
    assert aside(lambda: len(bytearray(MEMORY // 4))) == MEMORY // 4


def test_deleted_rows_are_not_found_though_their_bytes_remain(database, tmp_path):
    database.execute("DELETE FROM articles")
    database.commit()
    assert b"needle" in (tmp_path / "data.db-wal").read_bytes()
    assert found(tmp_path, "needle") == []


def test_rows_that_were_not_committed_are_not_found(database, tmp_path):
    database.execute("INSERT INTO articles VALUES ('pending', '', 0)")
    assert found(tmp_path, "pending") == []


def test_looking_changes_nothing(database, tmp_path):
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.endswith("-shm")}
    found(tmp_path, "needle")
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.endswith("-shm")}
    assert before == after


def test_what_only_looks_like_a_database_is_survived(database, tmp_path):
    (tmp_path / "broken").write_bytes(sqlite_files.MAGIC + b"\xff" * 5000)
    (tmp_path / "short").write_bytes(sqlite_files.MAGIC)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to("loop")
    assert found(tmp_path, "needle") == ["needle"]


def test_views_and_virtual_tables_are_not_read(database, tmp_path):
    database.execute("CREATE VIEW v AS SELECT 'from' || 'view'")
    database.execute("CREATE VIRTUAL TABLE f USING fts5(x)")
    database.commit()
    assert found(tmp_path, "fromview", "needle") == ["needle"]


def test_a_database_that_takes_for_ever_is_given_up(database, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_files, "found_in", lambda *_: __import__("time").sleep(60))
    assert aside(lambda: sqlite_files.found_in([], []), seconds=0.3) is None


def test_files_elsewhere_count_only_when_they_changed_since(tmp_path):
    (tmp_path / "tree").mkdir()
    other = tmp_path / "other"
    other.mkdir()
    sqlite3.connect(other / "x.db").execute("CREATE TABLE t (a)").connection.close()
    changed = (other / "x.db").stat().st_mtime
    assert sqlite_files.find(str(tmp_path / "tree"), (), [str(other)], changed - 1) == [str(other / "x.db")]
    assert sqlite_files.find(str(tmp_path / "tree"), (), [str(other)], changed + 1) == []


def test_a_child_that_dies_gives_nothing(tmp_path):
    assert aside(lambda: os._exit(0)) is None
    assert aside(lambda: os.abort()) is None
    assert aside(lambda: 1 / 0) is None
    assert aside(lambda: "x" * (9 << 20)) is None
    assert aside(lambda: ["fine"]) == ["fine"]
