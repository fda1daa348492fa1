"""Scores one git tree: its structure on the host, its behaviour in a fresh box, both remembered."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

from sandbox.judge.cache import ScoreCache
from sandbox.judge.digests import score_key
from sandbox.judge.explaining import failures
from sandbox.judge.hearing import Hearing, Progress
from sandbox.judge.judge_box import JudgeBox, NotJudged
from sandbox.judge.program_settings import ProgramSettings, require_network, settings_of
from sandbox.judge.structure import StructureVerifier, files_of
from sandbox.judge.warm_box import WarmBox
from sandbox.ports import BoxDied, BoxLimits, Entry, Launcher
from tasks.functional.specs import assertions
from tasks.scorecard import Scorecard, ScoreDetail, Structural, sum_up
from tasks.task import Task

ATTEMPTS = 2
"""A box may die for reasons of ours; one that dies twice while the program runs is the program's doing."""


class Judge:
    """Judges trees for one task. One `score` at a time; everything else may be called from any thread.

    `program`: how their programs are started and asked; None: as the task says.
    """

    def __init__(
        self,
        launcher: Launcher,
        task: Task,
        cache: ScoreCache | None = None,
        limits: BoxLimits | None = None,
        program: ProgramSettings | None = None,
    ) -> None:
        self.task = task
        self._program = program or settings_of(task)
        self._launcher = launcher
        self._cache = cache or ScoreCache()
        self._limits = limits or BoxLimits()
        self._structure = StructureVerifier(task)
        self._warm = WarmBox(lambda: JudgeBox(launcher, task, self._limits, self._program))

    def key(self, tree: str, program: ProgramSettings | None = None) -> str:
        """What a score of this tree is remembered by; `program` None: started as the judge was told."""
        return score_key(tree, self.task, self._launcher, program or self._program)

    def detail(self, key: str, seed: int | None = None) -> ScoreDetail | None:
        """A remembered score; without a seed the newest one of that key."""
        return self._cache.get(key, seed)

    def prestart(self) -> None:
        """Have a box waiting for the next score. Returns at once; a failure shows when the score is asked for."""
        self._warm.prepare()

    def structure(self, entries: Sequence[Entry]) -> Structural:
        """The structural half, which needs no box."""
        return self._structure.verify(entries)

    def score(
        self,
        tree: str,
        entries: Sequence[Entry],
        seed: int,
        progress: Progress = lambda done, total, phase: None,
        *,
        fresh: bool = False,
        cancel: Flag | None = None,
        program: ProgramSettings | None = None,
    ) -> ScoreDetail:
        """The whole score of a tree (its git id) with these entries, from the cache unless `fresh`.

        `program`: how programs are started from now on. Raises NotJudged where the environment failed, EnvironmentLacks
        where it lacks something, Cancelled.
        """
        self._program = program or self._program
        require_network(self._program, self._launcher)
        key = self.key(tree)
        if not fresh and (known := self._cache.get(key, seed)) is not None:
            return known
        begun = time.monotonic()
        with ThreadPoolExecutor(1, "spar-structure") as beside:
            structure = beside.submit(self.structure, entries)
            hearing = self._heard(entries, seed, progress, cancel or Flag())
            structural = structure.result()
        functional, evidence = hearing.functional(), hearing.evidence()
        structural = self._structure.weighed(structural, entries, functional, evidence)
        a_percent, strict, passed = sum_up(functional, structural)
        card = Scorecard(
            task=self.task.name,
            seed=seed,
            functional=functional,
            structural=structural,
            a_percent=a_percent,
            strict_a_percent=strict,
            passed=passed,
            failures=failures(self.task, functional, structural, evidence, files_of(entries)),
            timings={**hearing.timings, "total_s": round(time.monotonic() - begun, 4)},
        )
        detail = ScoreDetail(card, evidence)
        self._cache.put(key, detail)
        return detail

    def close(self) -> None:
        """End the box in waiting; may be called twice."""
        self._warm.close()

    def _heard(self, entries: Sequence[Entry], seed: int, progress: Progress, cancel: Flag) -> Hearing:
        specs = assertions(self.task.database is not None)
        attempt = 0
        while True:
            attempt += 1
            hearing = Hearing(specs, progress)
            begun = time.monotonic()
            progress(0, len(specs), "waiting for a box")
            try:
                box = self._warm.take(cancel, lambda made: made.program == self._program)
            except BoxDied as died:
                raise NotJudged(str(died)) from died
            try:
                box.wait_until_ready(cancel)
                box_s = time.monotonic() - begun
                box.judge(entries, seed, hearing.hear, cancel)
                hearing.timings = {"box_s": round(box_s, 4), **hearing.timings}
                return hearing
            except (BoxDied, NotJudged) as failure:
                if attempt == ATTEMPTS and not hearing.begun:
                    raise NotJudged(str(failure)) from failure
                if attempt == ATTEMPTS:
                    hearing.break_off(str(failure))
                    return hearing
            finally:
                box.close()
