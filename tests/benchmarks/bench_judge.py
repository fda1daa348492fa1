"""Measures one functional score of reference builds, with a box in waiting. Run it by hand; it is no test.

    python tests/benchmarks/bench_judge.py [--box docker|local] [--rounds 5] [--json] [TASK ...]

Prints medians in seconds, counted from the call of `Judge.score`: `server` answers its health check, the last assertion
of the `core` tier, the last assertion of `all`; `cold` is the same with no box in waiting. `load` is the machine's load
average meanwhile: on two cores a load above two makes every figure a figure about the neighbours.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from report import parser

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.launching import make_launcher
from sandbox.own_base import as_entries
from sandbox.ports import BoxKind, Entry
from sandbox.toolchain.piece import silent
from tasks.catalogue import find
from tasks.reference.compose import reference

TASKS = ("flask/sqlite", "flask/postgres", "express/sqlite", "fastapi/clean+postgres+orm")
COLUMNS = ("server", "core", "all", "cold", "load")


def one_round(judge: Judge, entries: Sequence[Entry], seed: int, *, warm: bool) -> dict[str, float]:
    if warm:
        judge.prestart()
        time.sleep(2)
    begun = time.monotonic()
    marks: dict[str, float] = {}

    def progress(done: int, total: int, phase: str) -> None:
        now = time.monotonic() - begun
        if phase == "running the suite":
            marks.setdefault("server", now)
        if done >= 290:
            marks.setdefault("core", now)
        if done == total:
            marks.setdefault("all", now)

    detail = judge.score("benchmark", entries, seed, progress, fresh=True)
    if not detail.card.passed:
        sys.exit(f"{judge.task.name} did not pass: {detail.evidence.startup or detail.card.functional.core}")
    return marks


def measure(box: BoxKind, name: str, rounds: int) -> dict[str, float]:
    task = find(name)
    entries = as_entries(reference(task))
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(make_launcher(task, box, silent), task, ScoreCache(Path(folder)))
        try:
            one_round(judge, entries, 0, warm=True)
            warm = [one_round(judge, entries, seed, warm=True) for seed in range(1, rounds + 1)]
            cold = [one_round(judge, entries, seed, warm=False) for seed in range(1, rounds + 1)]
        finally:
            judge.close()
    medians = {name: statistics.median(marks[name] for marks in warm) for name in ("server", "core", "all")}
    medians["cold"] = statistics.median(marks["all"] for marks in cold)
    return {name: round(value, 2) for name, value in {**medians, "load": os.getloadavg()[0]}.items()}


def main() -> None:
    options = parser(__doc__)
    options.add_argument("tasks", nargs="*", default=TASKS)
    options.add_argument("--box", choices=("docker", "local"), default="docker")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    found = {name: measure(chosen.box, name, chosen.rounds) for name in chosen.tasks}
    if chosen.json:
        print(json.dumps({"box": chosen.box, "rounds": chosen.rounds, "medians": found}, indent=2))
        return
    print(f"{chosen.box:30}" + "".join(f"{column:>8}" for column in COLUMNS))
    for name, medians in found.items():
        print(f"{name:30}" + "".join(f"{medians[column]:8.2f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
