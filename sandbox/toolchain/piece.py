"""One cached folder of a toolchain: made whole or not at all, once for every process of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.locks import alone, cache_folder
from sandbox.ports import EnvironmentLacks

Progress = Callable[[str, float | None], None]
"""Told what is going on, in words, and how much is done, 0 to 1 (None: nobody knows). What it raises ends the work."""

ROOM = 1 << 30
LINE = 2.5e6
"""Bytes a second on the line of 20 Mbit/s that the estimates assume."""


def silent(words: str, share: float | None) -> None:
    """A Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A folder below the user's cache that `make` fills.

    `download` in bytes and `install` in seconds are what making it costs, measured on two cores. The digest is that of
    everything it is made from. Scripts inside name the folder, so it is filled in place and only then marked complete.
    """

    name: str
    label: str
    digest: str
    download: int
    install: float
    make: Callable[[Path, Progress], None]

    @property
    def folder(self) -> Path:
        return cache_folder() / "toolchains" / f"{self.name}-{self.digest[:12]}"

    @property
    def ready(self) -> bool:
        return (self.folder / "complete").exists()

    @property
    def seconds(self) -> float:
        """How long making it takes, the download included."""
        return self.download / LINE + self.install

    def ensure(self, progress: Progress) -> Path:
        """The folder, filled first where it isn't; a second process waits. Raises EnvironmentLacks."""
        if self.ready:
            return self.folder
        try:
            with alone(f"toolchain-{self.name}"):
                if not self.ready:
                    self._fill(progress)
        except OSError as error:
            raise EnvironmentLacks(
                f"{self.label}: {error}", f"make {cache_folder()} writable, or point XDG_CACHE_HOME elsewhere"
            ) from error
        return self.folder

    def _fill(self, progress: Progress) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if shutil.disk_usage(self.folder).free < ROOM:
            raise EnvironmentLacks(
                f"{self.label}: less than 1 GB free below {cache_folder()}", "make room on this disk"
            )
        progress(f"fetching {self.label}", 0.0)
        self.make(self.folder, progress)
        (self.folder / "complete").touch()
        progress(f"{self.label}: ready", 1.0)
