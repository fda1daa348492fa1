"""The processes below one process, as /proc tells it: how many, and how much memory they hold."""

from __future__ import annotations

import os
import signal
from collections import defaultdict


def below(root: int) -> list[int]:
    """Every descendant of `root`, parents before children, without `root` itself; empty where there is no /proc."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in names:
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    parent = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError):
                continue  # gone meanwhile
            children[parent].append(int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        for child in children[waiting.pop()]:
            found.append(child)
            waiting.append(child)
    return found


def memory(process: int) -> int:
    """Bytes of memory that are this process's own (not file pages); 0 where it is gone."""
    total = 0
    try:
        with open(f"/proc/{process}/status", "rb") as file:
            for line in file:
                if line.startswith((b"RssAnon:", b"RssShmem:")):
                    total += int(line.split()[1]) * 1024
    except OSError:
        return 0
    return total


def kill_below(root: int) -> None:
    """End every descendant of `root` at once."""
    for process in below(root):
        try:
            os.kill(process, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
