"""Boxes on this machine: bubblewrap around a private view of it, or, when asked for, no wall at all."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal, Protocol

from sandbox.box import cgroup, places
from sandbox.box.bubblewrap import arguments as wall
from sandbox.box.bubblewrap import bubblewrap_available
from sandbox.box.leftovers import FOLDER, remove_leftovers
from sandbox.box.local_channel import LocalChannel, start
from sandbox.box.program import bootstrap
from sandbox.ports import BoxDied, BoxKind, BoxLimits, EnvironmentLacks, Role


class ToolchainView(Protocol):
    """What a local box needs of a toolchain: folders for PATH, folders to show, and where three things lie."""

    @property
    def path(self) -> tuple[str, ...]: ...

    @property
    def readonly(self) -> tuple[Path, ...]: ...

    @property
    def node_modules(self) -> Path | None: ...

    @property
    def postgres(self) -> Path | None: ...

    @property
    def postgres_data(self) -> Path | None: ...

    @property
    def digest(self) -> str: ...


@functools.cache
def limits_by() -> Literal["cgroup", "watchdog"]:
    """What keeps the caps on memory and processes of a local box; `doctor` says it."""
    group = cgroup.make(1 << 30, 64)
    if group is None:
        return "watchdog"
    group.remove()
    return "cgroup"


class LocalLauncher:
    """Starts boxes with bubblewrap; `unsafe` ones have no isolation at all and are for code that is known."""

    kind: BoxKind = "local"

    def __init__(self, toolchain: ToolchainView, *, unsafe: bool = False) -> None:
        self._toolchain = toolchain
        self._unsafe = unsafe
        remove_leftovers()

    def environment(self) -> str:
        return f"{self._toolchain.digest}{'-bare' if self._unsafe else ''}"

    def processes(self, limits: BoxLimits) -> int:
        """RLIMIT_NPROC for commands, 0 for none: it counts for a box by itself only in a user namespace of ours.

        Root is exempt from it, and before Linux 5.14 a desktop's own processes would count too.
        """
        kernel = tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
        return 0 if self._unsafe or os.geteuid() == 0 or kernel < (5, 14) else limits.processes

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> LocalChannel:
        try:
            channel = self._started(limits)
        except OSError as error:
            raise BoxDied(f"The box did not start: {error.strerror or error}.") from error
        try:
            channel.stdin.write(b"%d\n%s" % (len(program), program))
            channel.stdin.flush()
        except OSError as error:
            words = channel.why_dead()
            channel.close()
            raise BoxDied(f"The box did not start: {words}.") from error
        return channel

    def _started(self, limits: BoxLimits) -> LocalChannel:
        """Its process, in a folder and a group of its own; neither stays where that fails."""
        with contextlib.ExitStack() as undo:
            folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            arguments, environment = self._bare(folder) if self._unsafe else self._walled(folder, limits)
            group = cgroup.make(places.memory(limits), limits.processes) if limits_by() == "cgroup" else None
            if group is not None:
                undo.callback(group.remove)
            watch = (limits.memory, limits.processes)
            channel = start(arguments, environment, group=group, folder=folder, watch=watch)
            undo.pop_all()
        return channel

    def _walled(self, folder: Path, limits: BoxLimits) -> tuple[list[str], dict[str, str]]:
        reason = bubblewrap_available()
        if reason is not None:
            raise EnvironmentLacks(reason, "Install bubblewrap 0.8 or newer, or use Docker (`--box docker`).")
        tools = self._toolchain
        inside = places.environment("agent") | self._database() | {"PATH": self._path()}
        database = [folder for folder in (tools.postgres, tools.postgres_data) if folder is not None]
        shown = dict.fromkeys((*tools.readonly, *database))
        return wall(folder, inside, tuple(shown), tools.node_modules, limits) + self._program(), {"PATH": os.defpath}

    def _bare(self, folder: Path) -> tuple[list[str], dict[str, str]]:
        for name in ("tree", "scratch", "home", "tmp"):
            (folder / name).mkdir(mode=0o700)
        paths = {name: str(folder / name) for name in ("tree", "scratch", "home")}
        inside = places.environment("agent", **paths) | self._database()
        inside |= {"PATH": self._path(), "TMPDIR": str(folder / "tmp")}
        # The network is shared as well: agent and judge would meet on the app's port.
        inside |= {"SPAR_TURNS": str(folder.parent / f"spar-turns-{os.geteuid()}")}
        if self._toolchain.node_modules is not None:
            # Node.js looks for packages in every folder above a file: this one is above the tree.
            (folder / "node_modules").symlink_to(self._toolchain.node_modules)
        return self._program(), inside

    def _database(self) -> dict[str, str]:
        tools = self._toolchain
        return {"SPAR_PG": str(tools.postgres or ""), "SPAR_PGDATA": str(tools.postgres_data or "")}

    def _path(self) -> str:
        return ":".join((*self._toolchain.path, "/usr/local/bin", "/usr/bin", "/bin"))

    def _program(self) -> list[str]:
        return [shutil.which("python3", path=self._path()) or "python3", "-I", "-c", bootstrap()]
