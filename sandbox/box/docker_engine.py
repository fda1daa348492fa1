"""The Docker engine: is it there, and what is ours on it."""

from __future__ import annotations

import functools
import os
import platform
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.image.engine import connect
from sandbox.ports import EnvironmentLacks

LABEL = "dev.spar"
"""Every container of ours bears this label, and those below it for its owner."""
MACHINE = "dev.spar.machine"
OWNER = "dev.spar.owner"
ABANDONED = 60.0
"""Seconds after which a stopped container of another machine is removed too."""
ANSWER = 30.0
"""Seconds that the engine has for one answer."""


@functools.cache
def engine() -> Any:
    """A client of the engine that the environment names. Raises EnvironmentLacks when none answers."""
    return connect(ANSWER)


def docker_available() -> str | None:
    """None when an engine answers (about 10 ms), else the reason in one line.

    Asked anew each time: the client of `engine` outlives an engine that ends.
    """
    if not os.environ.get("DOCKER_HOST") and not Path("/var/run/docker.sock").exists() and not _other_socket():
        return "Docker is not installed or not running"
    try:
        connect(ANSWER).close()
    except EnvironmentLacks as lack:
        return str(lack)
    return None


def labels() -> dict[str, str]:
    """Labels of a container that belongs to this process."""
    return {LABEL: "1", MACHINE: _machine(), OWNER: f"{os.getpid()}:{_born(os.getpid())}"}


def sweep() -> int:
    """Remove containers whose owner is gone; returns how many. Those of other machines only once they have stopped."""
    from docker.errors import APIError, NotFound

    removed = 0
    for container in engine().containers.list(all=True, filters={"label": LABEL}, ignore_removed=True):
        try:
            if _abandoned(container):
                container.remove(force=True, v=True)
                removed += 1
        except (NotFound, APIError):
            continue  # somebody else sweeps too
    return removed


def _abandoned(container: Any) -> bool:
    if container.labels.get(MACHINE) == _machine():
        number, _, born = container.labels.get(OWNER, "0:").partition(":")
        return not number.isdigit() or _born(int(number)) != born
    state = container.attrs["State"]
    if container.status not in ("exited", "dead"):
        return False
    ended = datetime.fromisoformat(state["FinishedAt"][:19] + "+00:00").timestamp()
    return time.time() - ended > ABANDONED


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        boot = ""
    return f"{platform.node()}-{boot}"


def _born(process: int) -> str:
    """When a process started, in the kernel's own ticks; empty if it is gone."""
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return "" if Path("/proc").is_dir() else _alive(process)
    return stat.rpartition(b")")[2].split()[19].decode()


def _alive(process: int) -> str:
    """Where there is no /proc: `alive`, or empty."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"


def _other_socket() -> bool:
    """Docker contexts and rootless engines keep their socket elsewhere; only then is asking worth its 30 ms."""
    home = Path.home()
    return any(
        path.exists() for path in (home / ".docker/run/docker.sock", Path(f"/run/user/{os.getuid()}/docker.sock"))
    )
