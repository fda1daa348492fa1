"""How soon `spar` shows its picker, against a bare one-widget Textual app on the same terminal.

    python tests/benchmarks/bench_first_frame.py [--rounds 7] [--json]

From the start of the process to the bytes of the first painted frame on a pseudo-terminal of 120 x 36; the two take
turns. CPU seconds (of the process, to the same moment) stand beside the wall clock, since neighbours don't change them.
Both find the bytecode that an untimed start of each has left, as on any machine that ran them before. --uncompiled:
Spar is compiled anew at each start, as in a fresh tree where PYTHONDONTWRITEBYTECODE is set, while Textual is not.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from report import Figure, parser, show

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first frame")
Bare().run()
"""
SPAR = "from tui.cli.main import main; main()"
HEAVY = ("litellm", "docker", "git", "tree_sitter", "pygments", "plotext", "textual_plotext", "requests", "httpx",
         "sqlite3", "rich.markdown", "markdown_it")  # fmt: skip
"""What must not be loaded before the first frame, and what has no reason to be."""

LONGEST = 20.0


def first_frame(program: str, needle: bytes, environment: Mapping[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds until `needle` was painted. Raises TimeoutError."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-c", program], {**os.environ, **environment})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    try:
        _read_until(terminal, needle)
        return time.perf_counter() - begun, _cpu(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def _read_until(terminal: int, needle: bytes) -> None:
    seen, until = b"", time.monotonic() + LONGEST
    while needle not in seen:
        if not select.select([terminal], [], [], 1)[0]:
            if time.monotonic() > until:
                raise TimeoutError(f"{needle!r} was not painted; last bytes: {seen[-300:]!r}")
            continue
        seen += os.read(terminal, 65536)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loaded(environment: Mapping[str, str]) -> set[str]:
    """The modules that `spar` has loaded when its picker is painted."""
    noted = Path(environment["SPAR_CONFIG"]) / "modules"
    program = f"""
import sys, tui.cli.main
from textual.drivers.linux_driver import LinuxDriver
write = LinuxDriver.write
def noting(self, data):
    write(self, data)
    if "aiohttp" in data:
        LinuxDriver.write = write
        open({str(noted)!r}, "w").write(" ".join(sys.modules))
        write(self, "modules are noted")
LinuxDriver.write = noting
tui.cli.main.main()
"""
    first_frame(program, b"modules are noted", environment)
    return set(noted.read_text().split())


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--uncompiled", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"SPAR_CONFIG": folder, "SPAR_DATA": folder, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (os.getcwd(), os.environ.get("PYTHONPATH"))))
        if chosen.uncompiled:
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
        else:
            environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": os.path.join(folder, "bytecode")}
        for program, needle in ((BARE, b"first frame"), (SPAR, b"aiohttp")):
            first_frame(program, needle, environment)
        pairs = [
            (first_frame(BARE, b"first frame", environment), first_frame(SPAR, b"aiohttp", environment))
            for _ in range(chosen.rounds)
        ]
        modules = loaded(environment)
    found = sorted(name for name in HEAVY if name in modules)
    show(
        [
            Figure("bare app, first frame", "s", [bare[0] for bare, _ in pairs]),
            Figure("spar, first frame", "s", [spar[0] for _, spar in pairs], 1.5 * median(b[0] for b, _ in pairs)),
            Figure("bare app, CPU", "s", [bare[1] for bare, _ in pairs]),
            Figure("spar, CPU", "s", [spar[1] for _, spar in pairs], 1.5 * median(b[1] for b, _ in pairs)),
            Figure("spar / bare", "ratio", [spar[0] / bare[0] for bare, spar in pairs], 1.5),
        ],
        as_json=chosen.json,
        notes=[f"{len(modules)} modules at the first frame; heavy ones among them: {', '.join(found) or 'none'}"],
    )


if __name__ == "__main__":
    main()
