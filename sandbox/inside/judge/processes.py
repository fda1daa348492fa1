"""What `/proc` tells about the app's processes: who they are, what they hold open, where they listen."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_SOCKET = re.compile(r"socket:\[(\d+)\]")
LISTENING = "0A"
BOX_FOLDER = "spar-box-"
"""How the private folders of local boxes begin."""
ESTABLISHED = "01"


def descendants(of: int, without: Iterable[int] = ()) -> list[int]:
    """Every living process below `of`, except those below `without`; zombies don't count."""
    children: dict[int, list[int]] = {}
    for pid, parent, state in table():
        if state not in "ZX":
            children.setdefault(parent, []).append(pid)
    spared = set(without)
    found: list[int] = []
    waiting = [pid for pid in children.get(of, ()) if pid not in spared]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(child for child in children.get(pid, ()) if child not in spared)
    return found


def kill(of: int, without: Iterable[int] = (), seconds: float = 5.0) -> bool:
    """SIGKILL everything below `of`, which reaps what is orphaned there, until nothing is left; False where it stays.

    What forks and ends faster than one look takes is in no look, but leaves a zombie at each step: only two looks
    with the same zombies prove that nothing lives.
    """
    until = time.monotonic() + seconds
    before: set[int] | None = None
    while time.monotonic() < until:
        left = descendants(of, without)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        dead = {pid for pid, parent, state in table() if parent == of and state in "ZX"}
        if not left and dead == before:
            return True
        before = None if left else dead
        time.sleep(0.002)
    return False


def open_files(pids: Iterable[int]) -> set[str]:
    """Paths of the regular files that these processes hold open."""
    return {target for target in _links(pids) if target.startswith("/") and os.path.isfile(target)}


def mapped(pids: Iterable[int], pattern: re.Pattern[str]) -> set[str]:
    """File names of mapped libraries that match."""
    found: set[str] = set()
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as lines:
            found |= {match.group(0) for line in lines if (match := pattern.search(line))}
    return found


def listening_ports(pids: Iterable[int]) -> set[int]:
    """TCP ports on which these processes accept connections."""
    mine = _inodes(pids)
    return {port for port, _, state, inode in _sockets() if state == LISTENING and inode in mine}


def listener(port: int, without: Iterable[int]) -> int | None:
    """A process that accepts connections on this TCP port and is not one of `without`; None where none is seen."""
    listening = {inode for local, _, state, inode in _sockets() if state == LISTENING and local == port}
    others = {pid for pid, _, _ in table()}.difference(without)
    return next((pid for pid in others if _inodes([pid]) & listening), None) if listening else None


def described(pid: int) -> str:
    """Number, command and whether it works in the folder of another box, in words; foreign text."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        place = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        words, place = [], ""
    command = b" ".join(words).decode("utf-8", "replace").strip()[:80]
    whose = "a program that the agent left running" if f"/{BOX_FOLDER}" in place else "another program"
    return f"{whose} (process {pid}: {command or 'unknown'})"


def connections(pids: Iterable[int], port: int) -> int:
    """How many connections to a remote `port` these processes have open."""
    mine = _inodes(pids)
    return sum(state == ESTABLISHED and remote == port and inode in mine for _, remote, state, inode in _sockets())


def table() -> Iterator[tuple[int, int, str]]:
    """Number, parent and state of every process."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    fields = file.read().rpartition(b")")[2].split()
            except OSError:
                continue
            yield int(name), int(fields[1]), fields[0].decode()


def _links(pids: Iterable[int]) -> Iterator[str]:
    for pid in pids:
        with contextlib.suppress(OSError):
            for entry in os.scandir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    yield os.readlink(entry.path)


def _inodes(pids: Iterable[int]) -> set[str]:
    return {match.group(1) for target in _links(pids) if (match := _SOCKET.fullmatch(target))}


def _sockets() -> Iterator[tuple[int, int, str, str]]:
    """Local port, remote port, state and inode of every TCP socket."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text("ascii", "replace").splitlines()[1:]:
                fields = line.split()
                yield int(fields[1].rpartition(":")[2], 16), int(fields[2].rpartition(":")[2], 16), fields[3], fields[9]
