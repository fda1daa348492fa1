"""How soon a key press is painted while a model streams, steps are committed and a score runs.

    python tests/benchmarks/bench_keys.py [--cycles 8] [--rounds 3] [--against CHECKOUT] [--json]

Spar runs in a terminal of 120 x 36 (a pty), on a told session that is flooded by a thread of its own: 50 fragments of
a thought, 20 score reports and two thirds of a step (diff, structure, score) a second. Each press is timed from its
bytes' way into the terminal until the paint that shows what it did has come out of it whole. The same is done with a
bare Textual app that counts its keys, in turn with Spar: compare on a busy machine. `--against` adds another checkout.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import statistics
import struct
import subprocess
import sys
import termios
import threading
import time
from collections import defaultdict
from pathlib import Path

from report import Figure, parser, show

CYCLE = (
    ("p", "p"), ("n", "n"), ("1", "1"), ("up", "\x1b[A"), ("down", "\x1b[B"), ("Tab", "\t"), ("Shift+Tab", "\x1b[Z"),
    ("3", "3"), ("4", "4"), ("down", "\x1b[B"), ("PgDn", "\x1b[6~"), ("PgUp", "\x1b[5~"), ("]", "]"), ("w", "w"),
    ("w", "w"), ("z", "z"), ("z", "z"), ("v", "v"), ("q", "q"), ("p", "p"), ("n", "n"), ("5", "5"), ("down", "\x1b[B"),
    ("Enter", "\r"), ("2", "2"), ("p", "p"), ("n", "n"),
)  # fmt: skip
"""Name and bytes of each press. Escape is left out: a terminal program must wait a tenth of a second to tell it from
the first byte of another key."""
_MARK = re.compile(rb"\x1b_paint:(\d+)\x1b\\")


class Terminal:
    """A program in a pty; `painted` is the number of the newest state that has come out of it."""

    def __init__(self, kind: str, tree: Path) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(tree),
            "LANG": "C.UTF-8",
        }
        environment.pop("NO_COLOR", None)
        self._master = master
        self._program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("flooded.py")), kind],
            stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._arrived = threading.Condition()
        self.painted, self.at = -1, 0.0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        rest = b""
        while True:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:
                return
            now = time.perf_counter()
            if not data:
                return
            found = list(_MARK.finditer(rest + data))
            if found:
                with self._arrived:
                    self.painted, self.at = int(found[-1][1]), now
                    self._arrived.notify_all()
            rest = (rest + data)[-64:] if not found else (rest + data)[found[-1].end() :][-64:]

    def press(self, keys: str) -> float | None:
        """Seconds until the paint of what the press did; None if nothing was painted for it within two seconds."""
        before = self.painted
        begun = time.perf_counter()
        os.write(self._master, keys.encode())
        with self._arrived:
            done = self._arrived.wait_for(lambda: self.painted > before, 2.0)
            return self.at - begun if done else None

    def wait_until_painted(self) -> None:
        with self._arrived:
            if not self._arrived.wait_for(lambda: self.painted >= 0, 30.0):
                raise RuntimeError("nothing was painted within 30 s")

    def close(self) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        self._reader.join(2)
        os.close(self._master)


def presses(kind: str, tree: Path, cycles: int) -> list[tuple[str, float | None]]:
    """Name of each press and its milliseconds, after a warm-up of one cycle."""
    terminal = Terminal(kind, tree)
    seen: list[tuple[str, float | None]] = []
    try:
        terminal.wait_until_painted()
        time.sleep(1.5)
        for cycle in range(cycles + 1):
            for place, (name, keys) in enumerate(CYCLE):
                time.sleep(0.07 + 0.013 * (place % 5))
                took = terminal.press(keys)
                if cycle:
                    seen.append((name, None if took is None else 1000 * took))
    finally:
        terminal.close()
    return seen


def figures(name: str, seen: list[tuple[str, float | None]], budget: float | None) -> list[Figure]:
    walls = sorted(wall for _, wall in seen if wall is not None)
    return [
        Figure(f"{name}: key press to paint", "ms", walls, budget),
        Figure(f"{name}: the same, 95th percentile", "ms", [walls[int(len(walls) * 0.95)]], budget),
    ]


def by_key(seen: list[tuple[str, float | None]]) -> str:
    """`1 18, n 25, ...`: the median of each key."""
    found: dict[str, list[float]] = defaultdict(list)
    for name, wall in seen:
        if wall is not None:
            found[name].append(wall)
    return ", ".join(f"{name} {statistics.median(walls):.0f}" for name, walls in found.items())


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--cycles", type=int, default=8, help=f"of {len(CYCLE)} presses, in each round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--against", type=Path, help="another checkout, measured in turn with this one")
    chosen = options.parse_args()
    here = Path(__file__).parents[2]
    runs = [("bare app", "bare", here), ("Spar", "spar", here)]
    if chosen.against is not None:
        runs.append((chosen.against.name, "spar", chosen.against.resolve()))
    seen: dict[str, list[tuple[str, float | None]]] = {name: [] for name, _, _ in runs}
    for _ in range(chosen.rounds):
        for name, kind, tree in runs:
            seen[name] += presses(kind, tree, chosen.cycles)
    rows = [figure for name, kind, _ in runs for figure in figures(name, seen[name], 50 if kind == "spar" else None)]
    bare = rows[0].samples
    rows.append(
        Figure("Spar against the bare app", "times", [statistics.median(rows[2].samples) / statistics.median(bare)])
    )
    notes = [
        f"{name}: {sum(wall is not None for _, wall in found)} of {len(found)} presses were painted; {by_key(found)}"
        for name, found in seen.items()
    ]
    show(rows, as_json=chosen.json, notes=notes)


if __name__ == "__main__":
    main()
