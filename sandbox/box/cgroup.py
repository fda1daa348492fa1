"""Caps on a local box by the kernel's control groups, where this user may write them."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
SHARES = 256
"""CPU weight against the 1024 of everything else in version 1: the screen goes first."""
WEIGHT = 25
"""The same in version 2, where everything else has 100."""


@dataclass(frozen=True)
class Cgroup:
    """One box's groups: a single folder in version 2, one for each controller in version 1."""

    folders: tuple[Path, ...]

    @property
    def doors(self) -> tuple[str, ...]:
        """Files into which a process writes its number to enter."""
        return tuple(str(folder / "cgroup.procs") for folder in self.folders)

    def out_of_memory(self) -> bool:
        """Has the kernel ended a process here because memory ran out?"""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    for line in (folder / name).read_text().splitlines():
                        if line.startswith("oom_kill ") and line != "oom_kill 0":
                            return True
        return False

    def remove(self, patience: float = 2.0) -> None:
        """Remove the groups once their last process is gone; the kernel refuses earlier."""
        until = time.monotonic() + patience
        for folder in self.folders:
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > until:
                        break
                    time.sleep(0.01)


def make(memory: int, processes: int, *, mount: Path = MOUNT, own: str | None = None) -> Cgroup | None:
    """Fresh groups with these caps (bytes, count), or None where this user cannot have them.

    `own` is the text of /proc/self/cgroup. Groups lie beside (version 2) or below (version 1) the one we are in, so
    that a cap on ourselves holds for the box too.
    """
    if own is None:
        try:
            own = Path("/proc/self/cgroup").read_text()
        except OSError:
            return None
    name = f"spar-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    if (mount / "cgroup.controllers").exists():
        return _version_2(mount, own, name, memory, processes)
    return _version_1(mount, own, name, memory, processes)


def _version_2(mount: Path, own: str, name: str, memory: int, processes: int) -> Cgroup | None:
    path = next((line[3:] for line in own.splitlines() if line.startswith("0::")), "/")
    beside = mount / path.strip("/")
    folder = (beside if path == "/" else beside.parent) / name
    settings = {"memory.max": memory, "memory.swap.max": 0, "pids.max": processes, "cpu.weight": WEIGHT}
    return _written(Cgroup((folder,)), {folder: settings}, optional=("cpu.weight", "memory.swap.max"))


def _version_1(mount: Path, own: str, name: str, memory: int, processes: int) -> Cgroup | None:
    paths = {}
    for line in own.splitlines():
        _, controllers, path = line.split(":", 2)
        paths.update(dict.fromkeys(controllers.split(","), path))
    settings: dict[str, dict[str, int]] = {
        "memory": {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory},
        "pids": {"pids.max": processes},
        "cpu": {"cpu.shares": SHARES},
    }
    folders = {mount / key / paths.get(key, "/").strip("/") / name: value for key, value in settings.items()}
    return _written(Cgroup(tuple(folders)), folders, optional=("memory.memsw.limit_in_bytes", "cpu.shares"))


def _written(group: Cgroup, settings: dict[Path, dict[str, int]], optional: tuple[str, ...]) -> Cgroup | None:
    try:
        for folder, values in settings.items():
            folder.mkdir()
            for file, value in values.items():
                if file in optional and not (folder / file).exists():
                    continue
                _write(folder / file, value)
    except OSError:
        group.remove(0)
        return None
    return group


def _write(file: Path, value: int) -> None:
    # Opened without O_CREAT: in a folder that is no control group a missing file is an error, not a new file.
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, str(value).encode())
    finally:
        os.close(descriptor)
