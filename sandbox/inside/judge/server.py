"""The app under judgement: started as its own user, awaited, restarted, ended with everything that it started."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import stat
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

from sandbox.inside.judge import processes
from sandbox.inside.judge.own_packages import after_install, with_own_packages
from sandbox.inside.judge.server_log import ServerLog

POLL = 0.005
LOOK_EVERY = 0.25
"""Seconds between two looks into /proc at where a server listens: at every poll they took CPU from its start."""

HEALTHY_WITHIN = 60.0
ELSEWHERE = 8.0
"""Seconds for which a server may listen on other ports only, or answer 404 to its health check, before we stop waiting:
a person watches, and a whole minute would tell nothing more."""

ANSWER_WITHIN = 2.0
"""Seconds for one whole answer of a health check."""

_OFFLINE = ("PIP_NO_INDEX", "npm_config_offline")

POLITE = 1.5
"""Seconds between SIGTERM and SIGKILL."""

_LIMITS = 'ulimit -c 0; ulimit -n 4096; ulimit -f 131072; exec "$@"'
"""No core files, 4096 descriptors, files of at most 128 MiB. bash counts -f in KiB."""


class Server:
    """One app in `tree`; `uid` None runs it as the caller. `spared` are processes of ours that are no part of it.

    `health`: the path that answers 200 once it is ready, with `any_health` anything below 500; empty: an open port.
    """

    def __init__(
        self,
        tree: str,
        port: int,
        health: str,
        log: ServerLog,
        *,
        any_health: bool = False,
        command: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        uid: int | None = None,
        spared: Sequence[int] = (),
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port
        self.log = log
        self._tree = tree
        self._health = health
        self._any_health = any_health
        self._command = tuple(command)
        self._called = "the start command" if command else "run.sh"
        self._environment = dict(environment or {})
        self._uid = uid if uid != os.getuid() else None
        self._spared = tuple(spared)
        self._main: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        """Wall-clock time of the first start."""

    def start(self) -> str:
        """Start it; empty, or words that say why it can't be."""
        command = self._command or self._run_sh()
        if not command:
            return "there is no run.sh"
        self.started = self.started or time.time()
        try:
            self._main = self._run(command, after_install(self._app_environment()))
        except OSError as error:
            return f"{self._called} cannot be started: {error.strerror}"
        return ""

    def install(self, command: str, seconds: float, *, offline: bool) -> str:
        """Run a shell command as the app would be run, and end all that it started; empty, or how it failed."""
        environment = self._app_environment()
        if not offline:
            for name in _OFFLINE:
                environment.pop(name, None)
        command, environment = with_own_packages(command, environment)
        try:
            step = self._run(("bash", "-c", command), environment)
        except OSError as error:
            return f"the install step cannot be started: {error.strerror}"
        until = time.monotonic() + seconds
        while step.poll() is None and time.monotonic() < until:
            self.log.mark()
            time.sleep(10 * POLL)
        status = step.returncode
        ended = processes.kill(os.getpid(), self._spared)
        with contextlib.suppress(subprocess.TimeoutExpired):
            step.wait(1)
        self._reap()
        if status is None:
            return f"the install step did not end within {seconds:.0f} s"
        if not ended:
            return "the install step left programs behind that nothing ends"
        return f"the install step ended with {_how(status)}" if status else ""

    def wait_until_healthy(self, seconds: float = HEALTHY_WITHIN) -> str:
        """Poll until the health check answers 200; empty, or how it ended, in words."""
        begun = time.monotonic()
        wrong_since, look_at = None, LOOK_EVERY
        while (waited := time.monotonic() - begun) < seconds:
            answer = self._ask()
            if answer == "200" or (self._any_health and answer.isdigit() and int(answer) < 500):
                return ""
            if self._main is None or self._main.poll() is not None:
                return self._ended(waited)
            self.log.mark()
            if waited >= look_at:
                look_at = waited + LOOK_EVERY
                hopeless = self._trouble(answer) if answer in ("", "404") else ""
                wrong_since = (wrong_since or waited) if hopeless else None
                if hopeless and wrong_since is not None and waited - wrong_since > ELSEWHERE:
                    return hopeless
            time.sleep(POLL if waited < 5 else 10 * POLL)
        return self._trouble(answer) or f"it did not listen on port {self.port} within {seconds:.0f} s"

    def intruder(self) -> str:
        """Who else listens on the app's port, in words; empty where nobody is seen to, as in a network of its own."""
        pid = processes.listener(self.port, [*self.pids(), os.getpid(), *self._spared])
        if pid is None or pid in self.pids() or not os.path.exists(f"/proc/{pid}"):
            return ""  # the second look: a worker of the app may have begun, or ended, between two lists
        return processes.described(pid)

    def stop(self) -> bool:
        """End everything that the app started: first politely, then for certain. False where something stays."""
        main, self._main = self._main, None
        if main is None:
            return True
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + POLITE
        while time.monotonic() < until and (main.poll() is None or self.pids()):
            time.sleep(0.002)
        ended = processes.kill(os.getpid(), self._spared)
        with contextlib.suppress(subprocess.TimeoutExpired):
            main.wait(1)
        self._reap()
        return ended

    def pids(self) -> list[int]:
        """Every living process of the app, those that tried to slip away too: the judge is their reaper."""
        return processes.descendants(os.getpid(), self._spared)

    def _run(self, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["bash", "-c", _LIMITS, "bash", *command],
            cwd=self._tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log.descriptor,
            stderr=self.log.descriptor,
            start_new_session=True,
            user=self._uid,
            group=self._uid,
            extra_groups=None if self._uid is None else [],
        )

    def _run_sh(self) -> tuple[str, ...]:
        path = os.path.join(self._tree, "run.sh")
        try:
            mode = os.stat(path).st_mode
        except OSError:
            return ()
        return ("./run.sh",) if mode & stat.S_IXUSR else ("bash", "run.sh")

    def _app_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SPAR_")}
        return {**kept, "PYTHONUNBUFFERED": "1", **self._environment}

    def _ask(self) -> str:
        """The status of one health check (200 for an open port where there is none); empty where nobody listens,
        `silence` where no answer came."""
        for address, name in (("127.0.0.1", "127.0.0.1"), ("::1", "localhost")):
            connection = http.client.HTTPConnection(address, self.port, timeout=ANSWER_WITHIN)
            try:
                connection.connect()
            except OSError:
                continue
            self.host = name
            if not self._health:
                connection.close()
                return "200"
            # The connection's own limit is for each byte: an answer that drips would hold the judge for hours.
            cut = threading.Timer(ANSWER_WITHIN, _cut, (connection.sock,))
            until = time.monotonic() + ANSWER_WITHIN
            cut.start()
            try:
                connection.request("GET", self._health, headers={"Connection": "close"})
                status = str(connection.getresponse().status)
                return status if time.monotonic() < until else "silence"
            except (OSError, http.client.HTTPException, ValueError):
                return "silence"
            finally:
                cut.cancel()
                connection.close()
        return ""

    def _trouble(self, answer: str) -> str:
        """What is wrong with a server that runs but isn't healthy; empty while it may merely be slow."""
        if answer == "silence":
            return f"it accepts connections on port {self.port} but does not answer GET {self._health}"
        if answer:
            return f"GET {self._health} answers {answer} instead of {'less than 500' if self._any_health else 200}"
        elsewhere = sorted(processes.listening_ports(self.pids()) - {self.port})
        if elsewhere:
            return f"it listens on port {', '.join(map(str, elsewhere[:4]))} instead of {self.port}"
        return ""

    def _ended(self, waited: float) -> str:
        status = self._main.returncode if self._main is not None else None
        return f"{self._called} ended with {_how(status)} after {waited:.1f} s, before the server was healthy"

    def _reap(self) -> None:
        """Collect orphans that became ours; what `subprocess` or PostgreSQL waits for is not among them by now."""
        for pid, parent, state in processes.table():
            if parent == os.getpid() and state == "Z" and pid not in self._spared:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _how(status: int | None) -> str:
    return f"status {status}" if status is None or status >= 0 else f"signal {-status}"
