"""A database file is read as it lies there: neither its companions nor its virtual tables lead the judge elsewhere."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sandbox.inside.judge import sqlite_files


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_a_companion_that_is_a_link_is_not_read(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "secret").write_text("of the judge")
    (tmp_path / "data.db").write_bytes(sqlite_files.MAGIC)
    (tmp_path / f"data.db{suffix}").symlink_to(tmp_path / "secret")
    (copied,) = sqlite_files.copy([str(tmp_path / "data.db")])
    assert copied.parts[""] == sqlite_files.MAGIC
    assert copied.parts[suffix] == b""


def test_rows_of_a_virtual_table_do_not_count(tmp_path: Path) -> None:
    """`dbstat` answers with the names of tables: a program could hold every value in a name, and no row."""
    with sqlite3.connect(tmp_path / "data.db") as connection:
        connection.execute("CREATE TABLE needle (x)")
        try:
            connection.execute("CREATE VIRTUAL TABLE names USING dbstat")
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")
    copies = sqlite_files.copy([str(tmp_path / "data.db")])
    assert sqlite_files.found_in(copies, ["needle"]) == []
