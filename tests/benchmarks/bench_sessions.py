"""How soon a session of 2,000 steps is open.

    python tests/benchmarks/bench_sessions.py [--steps 2000] [--json]

A journal on disk (2 KB of output a step, each step scored) through ArchivedSession, the fold of its events and the
workbench's first paint with the steps on it. How soon keys are painted: bench_keys.py.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from report import Figure, parser, show

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from textual.screen import Screen
from told_session import TOTALS, carried_out, summary

from sandbox.actions import Shell
from sandbox.events import Event, RunEnded, SessionStarted, StepScored, Usage
from sandbox.limits import Limits
from sandbox.store.archive import ArchivedSession
from sandbox.store.journal import Journal
from tui.app import SparApp
from tui.screens.workbench import WorkbenchScreen
from tui.view.run_view import fold


def long_story(steps: int) -> Iterator[Event]:
    """A run whose every step prints 2 KB, commits, and is scored."""
    yield SessionStarted(
        "long", "fastapi/clean+postgres+orm", "litellm", "claude-sonnet-4-5, tools", "docker", "image:1", 7, Limits(),
        1.8e9, "c0", "t0", "claude-sonnet-4-5", "tools", "Build the Conduit API.",
    )  # fmt: skip
    output = "".join(f"tests/test_{n:03}.py::test_that_it_works PASSED\n" for n in range(43))
    for number in range(1, steps + 1):
        at = 1.8e9 + 9 * number
        thought = f"Step {number}: the list of articles still lacks its author, so I look at the query again."
        action, usage = Shell(f"pytest -q -k part{number}"), Usage(20_000, 300)
        yield from carried_out(number, thought, action, output, f"pytest part{number}", (), usage, at)
        groups = {name: total * number // steps for name, total in TOTALS.items()}
        yield StepScored(number, f"t{number}", f"k{number}", summary(groups, 120 * number // steps))
    yield RunEnded("steps", f"The limit of {steps} steps is reached.", steps, 1.9e9)


def written(folder: Path, steps: int) -> None:
    journal = Journal(folder)
    for event in long_story(steps):
        journal.append(event)
    journal.close()


@contextmanager
def each_paint(then: Callable[[Screen[object]], None]) -> Iterator[None]:
    """Call `then` after each paint of a screen."""
    original = Screen._compositor_refresh

    def refreshed(screen: Screen[object]) -> None:
        original(screen)
        then(screen)

    with patch.object(Screen, "_compositor_refresh", refreshed):
        yield


async def opening(folder: Path) -> tuple[float, float, float]:
    """Seconds for the journal, for journal and fold, and to the first paint that shows the steps."""
    begun = time.perf_counter()
    session = ArchivedSession(folder)
    read = time.perf_counter() - begun
    fold(session.events())
    folded = time.perf_counter() - begun

    seen: list[float] = []

    def note(screen: Screen[object]) -> None:
        if isinstance(screen, WorkbenchScreen) and screen.view.head > 0:
            seen.append(time.perf_counter())

    begun = time.perf_counter()
    app = SparApp(ArchivedSession(folder))
    with each_paint(note):
        async with app.run_test(size=(120, 36)):
            while not seen:
                await asyncio.sleep(0.002)
    return read, folded, seen[0] - begun


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        written(Path(name), chosen.steps)
        size = sum(file.stat().st_size for file in Path(name).iterdir())
        opened = [asyncio.run(opening(Path(name))) for _ in range(chosen.rounds)]
    show(
        [
            Figure(f"journal of {chosen.steps} steps read", "s", [read for read, _, _ in opened]),
            Figure("read and folded", "s", [folded for _, folded, _ in opened]),
            Figure("opened: first paint with its steps", "s", [paint for _, _, paint in opened], 1.0),
        ],
        as_json=chosen.json,
        notes=[f"journal of {size / 1e6:.1f} MB"],
    )


if __name__ == "__main__":
    main()
