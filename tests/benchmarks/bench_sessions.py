"""How soon a session of 2,000 steps is open, and how soon a key press is painted while a run floods the screen.

    python tests/benchmarks/bench_sessions.py [--steps 2000] [--presses 150] [--json]

Opening: a journal on disk (2 KB of output a step, each step scored) through ArchivedSession, the fold of its events and
the workbench's first paint with the steps on it. Keys: a scripted handle sends 50 fragments of a thought and 20 score
reports a second; each press is timed from the event until the compositor has drawn the screen next.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from report import Figure, parser, show

sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from scripted_handle import ScriptedHandle
from textual.events import Key
from textual.screen import Screen
from told_session import TOTALS, running_session, summary

from sandbox.actions import Shell
from sandbox.archive import ArchivedSession
from sandbox.events import (
    Event,
    Limits,
    RunEnded,
    Scoring,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
    StructureVerified,
    Usage,
)
from sandbox.journal import Journal
from tui.app import SparApp
from tui.screens.workbench import WorkbenchScreen
from tui.view.run_view import fold

REQUIRED = ("framework", "architecture", "database", "orm")
KEYS = ("p", "1", "n", "4", "p", "2", "n", "5")


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
        yield StepProposed(number, number - 1, thought, Shell(f"pytest -q -k part{number}"), at, Usage(20_000, 300))
        yield StepObserved(number, output, True, 0, 1.2)
        yield StepCommitted(number, number - 1, f"c{number}", f"t{number}", f"pytest part{number}", (), at + 1)
        yield StructureVerified(number, f"t{number}", dict.fromkeys(REQUIRED, 0), REQUIRED, ())
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

    Screen._compositor_refresh = refreshed  # type: ignore[method-assign]
    try:
        yield
    finally:
        Screen._compositor_refresh = original  # type: ignore[method-assign]


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


def flood(handle: ScriptedHandle, over: threading.Event) -> None:
    """50 fragments and 20 score reports a second, as a model and a judge would send them."""
    number = 0
    handle.say(StateChanged("thinking", 14))
    while not over.wait(0.02):
        number += 1
        handle.say(Streamed(14, "thought", "lazily " if number % 9 else "loaded.\n"))
        if number % 5 in (0, 2):
            handle.say(Scoring(13, number % 410, 410, "requests"))


async def keys(presses: int) -> list[tuple[float, float]]:
    """Milliseconds from each key press to the paint that shows what it did, under the flood: wall clock, and CPU of the
    thread that paints."""
    handle = running_session()
    app = SparApp(handle)  # type: ignore[arg-type]
    pressed: list[tuple[float, float, object]] = []
    seen: list[tuple[float, float]] = []

    def note(screen: Screen[object]) -> None:
        if pressed and state(screen) != pressed[0][2]:
            wall, cpu, _ = pressed.pop()
            seen.append((1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - cpu)))

    over = threading.Event()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.5)
        flooding = threading.Thread(target=flood, args=(handle, over), daemon=True)
        flooding.start()
        with each_paint(note):
            for number in range(presses):
                await asyncio.sleep(0.07 + 0.013 * (number % 5))
                key = KEYS[number % len(KEYS)]
                pressed[:] = [(time.perf_counter(), time.thread_time(), state(app.screen))]
                app.post_message(Key(key, key))
                until = time.perf_counter() + 2
                while pressed and time.perf_counter() < until:
                    await asyncio.sleep(0.002)
        over.set()
        flooding.join()
    return seen


def state(screen: Screen[object]) -> object:
    """What every key of KEYS changes."""
    return screen.focused, getattr(screen, "selected", None)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--presses", type=int, default=150)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        written(Path(name), chosen.steps)
        size = sum(file.stat().st_size for file in Path(name).iterdir())
        opened = [asyncio.run(opening(Path(name))) for _ in range(chosen.rounds)]
    pressed = asyncio.run(keys(chosen.presses))
    walls, cpus = sorted(wall for wall, _ in pressed), sorted(cpu for _, cpu in pressed)
    late = int(len(pressed) * 0.95)
    show(
        [
            Figure(f"journal of {chosen.steps} steps read", "s", [read for read, _, _ in opened]),
            Figure("read and folded", "s", [folded for _, folded, _ in opened]),
            Figure("opened: first paint with its steps", "s", [paint for _, _, paint in opened], 1.0),
            Figure("key press to paint under a flood", "ms", walls),
            Figure("the same, 95th percentile", "ms", [walls[late]], 50),
            Figure("CPU from press to paint", "ms", cpus),
            Figure("the same, 95th percentile", "ms", [cpus[late]]),
        ],
        as_json=chosen.json,
        notes=[f"journal of {size / 1e6:.1f} MB; {len(pressed)} of {chosen.presses} presses were followed by a paint"],
    )


if __name__ == "__main__":
    main()
