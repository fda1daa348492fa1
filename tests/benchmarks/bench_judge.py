"""Measures one functional score of reference builds, with a box in waiting. Run it by hand; it is no test.

    python tests/benchmarks/bench_judge.py [--box docker|local] [--rounds 5] [--json] [TASK ...]

Prints medians in seconds, counted from the call of `Judge.score`: `server` answers its health check, the last assertion
of the `core` tier, the last assertion of `all`; `cold` is the same with no box in waiting. `load` is the machine's load
average meanwhile: on two cores a load above two makes every figure a figure about the neighbours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.ports import Entry, Launcher
from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.task import Task

TASKS = ("flask/sqlite", "flask/postgres", "express/sqlite", "fastapi/clean+postgres+orm")
COLUMNS = ("server", "core", "all", "cold", "load")


def launcher(box: str, task: Task) -> Launcher:
    if box == "docker":
        from sandbox.box.docker_launcher import DockerLauncher
        from sandbox.image import image

        return DockerLauncher(image.ensure())
    from sandbox.box.local_launcher import LocalLauncher
    from sandbox.toolchain import toolchain

    return LocalLauncher(toolchain.ensure(task))


def one_round(judge: Judge, entries: list[Entry], seed: int, *, warm: bool) -> dict[str, float]:
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


def measure(box: str, name: str, rounds: int) -> dict[str, float]:
    task = find(name)
    entries = [
        Entry(path.encode(), 0o100755 if path == "run.sh" else 0o100644, data) for path, data in reference(task).items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(launcher(box, task), task, ScoreCache(Path(folder)))
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tasks", nargs="*", default=TASKS)
    parser.add_argument("--box", choices=("docker", "local"), default="docker")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = {name: measure(chosen.box, name, chosen.rounds) for name in chosen.tasks}
    if chosen.json:
        print(json.dumps({"box": chosen.box, "rounds": chosen.rounds, "medians": found}, indent=2))
        return
    print(f"{chosen.box:30}" + "".join(f"{column:>8}" for column in COLUMNS))
    for name, medians in found.items():
        print(f"{name:30}" + "".join(f"{medians[column]:8.2f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
