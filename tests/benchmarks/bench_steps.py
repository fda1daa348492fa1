"""What the engine itself costs a step: everything but the model, the command and the score.

    python tests/benchmarks/bench_steps.py [--box local|docker|both] [--steps 40] [--json]

A session of trivial actions (a command that does nothing, a file written, in turns) on a fresh box, unscored. The time
from one step's proposal to the next one's, less what the step's command took.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from report import Figure, parser, show

from sandbox.actions import Shell, WriteFile
from sandbox.agents.scripted import ScriptedAgent
from sandbox.assembly import new_session
from sandbox.choices import Choices
from sandbox.events import Event, Provisional, RunEnded, StepObserved, StepProposed
from sandbox.launching import make_launcher
from sandbox.limits import Limits
from sandbox.ports import BoxKind
from sandbox.session.parts import Scorer
from sandbox.store.session_store import SessionStore
from sandbox.tapes.tape import Tape, TapeStep
from sandbox.toolchain.piece import silent
from tasks.catalogue import find
from tasks.scorecard import ScoreDetail

TASK = "flask/clean+sqlite+orm"
BUDGET = 100.0


class Unscored:
    """A scorer that scores nothing, so that the engine is measured alone."""

    def __init__(self, real: Scorer) -> None:
        real.close()

    def start(self) -> None:
        """Nothing is begun."""

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        """Nothing is queued."""

    def wait(self) -> None:
        """Nothing is awaited."""

    def detail(self, key: str) -> ScoreDetail | None:
        return None

    def close(self) -> None:
        """Nothing to end."""


def tape(steps: int) -> Tape:
    """Commands that do nothing and small files, in turns."""
    made = (
        Shell("true") if number % 2 else WriteFile(f"app/part{number:03}.py", f"NUMBER = {number}\n" * 40)
        for number in range(steps)
    )
    return Tape("bench", "trivial steps", tuple(TapeStep("Go on.", action) for action in made), shipped=True)


def own_cost(box: BoxKind, steps: int) -> tuple[list[float], float]:
    """Milliseconds of each step but its command; CPU milliseconds of this process a step."""
    task = find(TASK)
    at: dict[int, float] = {}
    spent: dict[int, float] = {}

    def note(event: Event | Provisional) -> None:
        if isinstance(event, StepProposed):
            at[event.step] = time.perf_counter()
        elif isinstance(event, StepObserved):
            spent[event.step] = event.seconds

    with tempfile.TemporaryDirectory() as folder:
        choices = Choices(task=TASK, seed=1, pace=0.0, limits=Limits(None, None, None, None))
        cpu = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        session = new_session(
            task,
            ScriptedAgent(tape(steps)),
            make_launcher(task, box, silent),
            choices,
            SessionStore(Path(folder)),
            Unscored,
        )
        session.follow(note)
        session.start().wait()
        outcome = [event for event in session.events() if isinstance(event, RunEnded)]
        session.close()
        cpu = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - cpu
    if outcome[0].outcome != "submitted":
        raise SystemExit(f"the run ended otherwise: {outcome[0].words}")
    return own(at, spent), 1000 * cpu / steps


def own(at: Mapping[int, float], spent: Mapping[int, float]) -> list[float]:
    """Each step's time less its command's, in milliseconds; begun steps by their number."""
    return [1000 * (at[step + 1] - at[step] - spent[step]) for step in at if step + 1 in at]


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--box", choices=("local", "docker", "both"), default="both")
    options.add_argument("--steps", type=int, default=40)
    chosen = options.parse_args()
    figures: list[Figure] = []
    boxes: tuple[BoxKind, ...] = ("local", "docker") if chosen.box == "both" else (chosen.box,)
    for box in boxes:
        costs, cpu = own_cost(box, chosen.steps)
        figures.append(Figure(f"a step's own cost, {box} box", "ms", costs, BUDGET))
        figures.append(Figure(f"CPU of this process a step, {box} box", "ms", [cpu]))
    show(figures, as_json=chosen.json)


if __name__ == "__main__":
    main()
