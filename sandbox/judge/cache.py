"""Scores by what they were made from, on disk: rewind, fork, replay and blame are free."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zlib
from pathlib import Path

import msgspec
import platformdirs

from sandbox.plain_file import open_plain
from tasks.scorecard import ScoreDetail

ROOM = 256 << 20
"""Bytes of the whole cache; the oldest scores leave first."""

LARGEST = 32 << 20
"""Bytes of one file unpacked; a score with evidence has some 300 KiB, packed 30."""

SEEDS = 8
"""How many results one key keeps, the newest ones."""

_SWEEP_EVERY = 64


def place() -> Path:
    """The user's folder for scores; SPAR_CACHE stands in for the platform's cache folder."""
    return Path(os.environ.get("SPAR_CACHE") or platformdirs.user_cache_dir("spar", appauthor=False)) / "scores"


class ScoreCache:
    """One packed JSON file a key: a list of results, the newest last, one a seed.

    Nothing on disk is trusted: a file that can't be read or doesn't fit counts as absent and is written anew.
    """

    def __init__(self, folder: Path | None = None, room: int = ROOM) -> None:
        self._folder = folder or place()
        self._room = room
        self._written = 0
        self._decoder = msgspec.json.Decoder(list[ScoreDetail])

    def get(self, key: str, seed: int | None = None) -> ScoreDetail | None:
        """The result for this seed; without one, the newest."""
        for detail in reversed(self._read(key)):
            if seed is None or detail.card.seed == seed:
                return detail
        return None

    def put(self, key: str, detail: ScoreDetail) -> None:
        """Keep a result; it takes the place of one with the same seed. A full disk loses it silently."""
        others = [old for old in self._read(key) if old.card.seed != detail.card.seed]
        packed = zlib.compress(msgspec.json.encode([*others, detail][-SEEDS:]), 6)
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(packed)
                os.replace(name, path)
            except OSError:
                os.unlink(name)
                raise
        if self._written % _SWEEP_EVERY == 0:
            self.sweep()
        self._written += 1

    def sweep(self) -> None:
        """Remove the oldest files until what is left fits."""
        files = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._room:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _read(self, key: str) -> list[ScoreDetail]:
        try:
            with open_plain(self._path(key)) as file:
                packed = file.read()
            unpacker = zlib.decompressobj()
            raw = unpacker.decompress(packed, LARGEST)
            return self._decoder.decode(raw) if unpacker.eof else []
        except (OSError, zlib.error, msgspec.MsgspecError, RecursionError):
            return []

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json.z"
