"""A session file with flipped bytes, or packed by another program: taken in, or refused in one line."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from fake_parts import ToldAgent, parts, tape

from sandbox.store import journal
from sandbox.store.session_file import BadSessionFile, take_in, write
from sandbox.store.session_store import SessionStore

METHODS = {"stored": zipfile.ZIP_STORED, "bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}


@pytest.fixture
def session(tmp_path: Path) -> bytes:
    """A session's journal."""
    folder = tmp_path / "session"
    folder.mkdir()
    made, _ = parts(folder, ToldAgent(tape()))
    made.journal.close()
    return (folder / journal.FILE).read_bytes()


def packed(session: bytes, method: int, name: str = journal.FILE) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, session)
        archive.writestr("repo.git/HEAD", "ref: refs/heads/main\n")
    return out.getvalue()


@pytest.mark.parametrize("method", METHODS)
def test_a_flipped_byte_anywhere_is_no_traceback(tmp_path: Path, session: bytes, method: str) -> None:
    whole, chance = packed(session, METHODS[method]), random.Random(7)
    file, store = tmp_path / "file.zip", SessionStore(tmp_path / "store")
    refused = []
    for _ in range(300):
        data = bytearray(whole)
        place = chance.choice(
            (chance.randrange(len(data)), chance.randrange(60), len(data) - 1 - chance.randrange(200))
        )
        data[place] ^= 1 << chance.randrange(8)
        file.write_bytes(data)
        try:
            take_in(file, store)
        except BadSessionFile as error:
            refused.append(str(error))
    assert len(refused) > 50
    assert [words for words in refused if not words.isprintable() or "None" in words] == []
    assert not list(store.root.glob(".taking-in-*"))


@pytest.mark.parametrize("method", ["bzip2", "lzma"])
def test_a_rare_way_of_packing_is_refused(tmp_path: Path, session: bytes, method: str) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(packed(session, METHODS[method]))
    with pytest.raises(BadSessionFile, match="packed in a rare way"):
        take_in(file, SessionStore(tmp_path / "store"))


def test_a_file_without_a_name_is_refused(tmp_path: Path, session: bytes) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(packed(session, zipfile.ZIP_STORED).replace(b"repo.git/HEAD", b"\0epo.git/HEAD"))
    with pytest.raises(BadSessionFile, match="it names ''"):
        take_in(file, SessionStore(tmp_path / "store"))


def test_what_spar_writes_is_taken_in(tmp_path: Path, session: bytes) -> None:
    write(tmp_path / "session", tmp_path / "file.zip")
    folder = take_in(tmp_path / "file.zip", SessionStore(tmp_path / "store"))
    assert (folder / journal.FILE).read_bytes() == session
