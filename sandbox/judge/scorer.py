"""Scores the commits of a session in the background, the newest first; what comes of it are events."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from threading import Event as Flag
from typing import NamedTuple

from sandbox.events import Event, Provisional, Scoring, StepNotJudged, StepScored, StructureVerified
from sandbox.judge.judge import Judge
from sandbox.judge.judge_box import NotJudged
from sandbox.judge.program_settings import BadSettings, ProgramSettings, SaidSettings
from sandbox.judge.summary import findings, required, summary
from sandbox.ports import BoxDied, Cancelled, EnvironmentLacks, Workspace
from tasks.scorecard import ScoreDetail

PROGRESS_EVERY = 0.05


class _Job(NamedTuple):
    step: int
    tree: str
    fresh: bool
    cancel: Flag


class CommitScorer:
    """`report` is called from threads of its own: StructureVerified soon, then StepScored or StepNotJudged.

    The structure of a new step doesn't wait for the running of an older one. Every submitted step is answered, unless
    cancelled; a tree that was scored before costs nothing. `said`: each tree's own `spar.toml` is heeded, below that;
    None: it is a file like any other.
    """

    def __init__(
        self,
        judge: Judge,
        workspace: Workspace,
        seed: int,
        report: Callable[[Event | Provisional], None],
        said: SaidSettings | None = None,
    ) -> None:
        self._judge = judge
        self._said = said
        self._workspace = workspace
        self._seed = seed
        self._report = report
        self._changed = threading.Condition()
        self._to_verify: list[_Job] = []
        self._to_score: list[_Job] = []
        self._under_way: list[_Job] = []
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, args=(queue, work), name=name, daemon=True)
            for name, queue, work in (
                ("spar-structure", self._to_verify, self._verify),
                ("spar-score", self._to_score, self._score),
            )
        ]

    def start(self) -> None:
        """Have a box waiting for the first tree. Returns at once; what is submitted before waits for this."""
        self._judge.prestart()
        for thread in self._threads:
            thread.start()

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        """Queue a tree (a git id that the workspace knows). Returns at once."""
        job = _Job(step, tree, fresh, Flag())
        self._report(Scoring(step, 0, 0, "queued"))
        with self._changed:
            if not self._closed:
                self._to_verify.append(job)
                self._to_score.append(job)
                self._changed.notify_all()

    def wait(self) -> None:
        """Until every submitted tree is scored, or the scorer is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not (self._under_way or self._to_verify or self._to_score))

    def cancel(self) -> None:
        """Drop what is queued and break off what is under way; neither is reported."""
        with self._changed:
            self._to_verify.clear()
            self._to_score.clear()
            for job in self._under_way:
                job.cancel.set()
            self._changed.notify_all()

    def detail(self, key: str) -> ScoreDetail | None:
        """A score's assertions and evidence, of this session's seed where there is one."""
        return self._judge.detail(key, self._seed) or self._judge.detail(key)

    def close(self) -> None:
        """Cancel everything and end the threads and the box in waiting; may be called twice."""
        with self._changed:
            self._closed = True
        self.cancel()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(timeout=5)
        self._judge.close()

    def _serve(self, queue: list[_Job], work: Callable[[_Job], None]) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: queue or self._closed)
                if self._closed:
                    return
                job = queue.pop()
                self._under_way.append(job)
            try:
                work(job)
            finally:
                with self._changed:
                    self._under_way.remove(job)
                    self._changed.notify_all()

    def _verify(self, job: _Job) -> None:
        # What goes wrong here goes wrong in the score too, which says so.
        with contextlib.suppress(Exception):
            structural = self._judge.structure(self._workspace.entries(job.tree))
            self._report(
                StructureVerified(job.step, job.tree, findings(structural), required(structural), structural.broken())
            )

    def _score(self, job: _Job) -> None:
        try:
            self._report(self._scored(job))
        except Cancelled:
            return
        except Exception as error:
            if job.cancel.is_set():
                return  # What breaks while everything is being closed says nothing of the step.
            self._report(StepNotJudged(job.step, job.tree, _why_not(error)))
        if not self._closed:
            self._judge.prestart()

    def _scored(self, job: _Job) -> StepScored:
        program = self._program(job.tree)
        key = self._judge.key(job.tree, program)
        known = None if job.fresh else self._judge.detail(key, self._seed)
        detail = known or self._judge.score(
            job.tree,
            self._workspace.entries(job.tree),
            self._seed,
            self._progress_of(job.step),
            fresh=job.fresh,
            cancel=job.cancel,
            program=program,
        )
        return StepScored(job.step, job.tree, key, summary(detail, cached=known is not None))

    def _program(self, tree: str) -> ProgramSettings | None:
        return None if self._said is None else self._said.settings(self._judge.task, self._workspace.entries(tree))

    def _progress_of(self, step: int) -> Callable[[int, int, str], None]:
        """Progress as events, a few a second: a person can't read four hundred."""
        told = 0.0
        last_phase = ""

        def progress(done: int, total: int, phase: str) -> None:
            nonlocal told, last_phase
            now = time.monotonic()
            if phase != last_phase or done == total or now - told >= PROGRESS_EVERY:
                told, last_phase = now, phase
                self._report(Scoring(step, done, total, phase))

        return progress


def _why_not(error: Exception) -> str:
    """Why a step has no score, in words."""
    match error:
        case EnvironmentLacks():
            return f"{error} {error.remedy}"
        case NotJudged() | BoxDied() | BadSettings():
            return str(error)
        case _:
            return f"A defect in Spar: {type(error).__name__}: {error}"
