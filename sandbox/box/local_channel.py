"""The pipe to a box that is a process of this machine."""

from __future__ import annotations

import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from sandbox.box import processes
from sandbox.box.cgroup import Cgroup
from sandbox.box.last_words import LastWords
from sandbox.box.watchdog import Watchdog

_spawner = ThreadPoolExecutor(1, thread_name_prefix="box spawner")
"""Starts every local box: `--die-with-parent` means the thread that forked, and this one lives as long as we do."""

_ENTER = 'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ >"$1" || exit 70; shift; n=$((n-1)); done; exec "$@"'
"""Enters the control groups before anything else runs."""


def start(
    arguments: list[str], environment: dict[str, str], *, group: Cgroup | None, folder: Path, watch: tuple[int, int]
) -> LocalChannel:
    """Run `arguments` with this environment and nothing else of ours.

    `folder` is the box's private place on this machine, removed at the end. Without a `group` a watchdog keeps the
    caps in `watch`: bytes, processes.
    """
    if group is not None:
        arguments = ["/bin/sh", "-c", _ENTER, "sh", str(len(group.doors)), *group.doors, *arguments]
    else:
        arguments = ["/usr/bin/env", "nice", "-n", "5", *arguments]
    process = _spawner.submit(
        subprocess.Popen,
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd="/",
        start_new_session=True,
    ).result()
    return LocalChannel(process, group, folder, watch)


class LocalChannel:
    """Standard input and output of a local box; see `sandbox.ports.Channel`."""

    def __init__(
        self, process: subprocess.Popen[bytes], group: Cgroup | None, folder: Path, watch: tuple[int, int]
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.stdin: BinaryIO = process.stdin  # type: ignore[assignment]
        self.stdout: BinaryIO = process.stdout  # type: ignore[assignment]
        self.pid = process.pid
        self._process = process
        self._group = group
        self._folder = folder
        self._watchdog = None if group is not None else Watchdog(process.pid, *watch)
        self._words = LastWords()
        self._listener = threading.Thread(target=self._words.listen, args=(process.stderr,), daemon=True)
        self._listener.start()
        self._closing = threading.Lock()
        self._closed = False

    def why_dead(self) -> str:
        try:
            status = self._process.wait(2)
        except subprocess.TimeoutExpired:
            return "it does not answer any more"
        self._listener.join(1)
        if self._watchdog is not None and self._watchdog.bit:
            return self._watchdog.bit
        if self._group is not None and self._group.out_of_memory():
            return "it ran out of memory"
        words = self._words.last_line()
        how = "was killed" if status in (-9, 137) else f"ended with status {status}"
        return f"its program {how}" + (f": {words}" if words else "")

    def close(self) -> None:
        with self._closing:
            if self._closed:
                return
            self._closed = True
        if self._watchdog is not None:
            self._watchdog.stop()
        processes.kill_below(self._process.pid)
        self._process.kill()
        self._process.wait()
        processes.kill_below(self._process.pid)
        for stream in (self.stdin, self.stdout):
            try:
                stream.close()
            except OSError:
                pass  # what was still buffered has nowhere to go
        if self._group is not None:
            self._group.remove()
        shutil.rmtree(self._folder, ignore_errors=True)
