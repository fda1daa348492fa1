"""A program that runs a session with a real journal and repository, and dies where it is told to.

Called as `crashing_run.py FOLDER HOW AT`. HOW: `never`, `commit` (right after the commit of step AT, before its line),
`torn` (in the middle of journal line AT), `full` (files may grow to AT bytes, as on a full disk).
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path

from fake_parts import DictBox, YesScorer, tape

from sandbox.actions import Submit, WriteFile
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import RunEnded, SessionStarted
from sandbox.limits import Limits
from sandbox.ports import Commit, Snapshot
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts
from sandbox.store import journal
from sandbox.workspace.git_workspace import GitWorkspace
from tasks import catalogue

STEPS = 12
TAPE = tape(*[WriteFile(f"f{n}.py", f"x = {n}\n") for n in range(1, STEPS)], Submit("done"))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(10)


class DyingWorkspace(GitWorkspace):
    dies_at = -1

    def commit(self, parent: str, snapshot: Snapshot, title: str, step: int) -> Commit:
        made = super().commit(parent, snapshot, title, step)
        if step == self.dies_at:
            die()
        return made


class DyingJournal(journal.Journal):
    dies_at = -1
    lines = 0

    def _write(self, line: bytes) -> None:
        self.lines += 1
        if self.lines == self.dies_at:
            os.write(self._file, line[: len(line) // 2])
            die()
        super()._write(line)


def main(folder: Path, how: str, at: int) -> None:
    workspace = DyingWorkspace.create(folder / "repo.git")
    first = workspace.start((), "start")
    DyingWorkspace.dies_at = at if how == "commit" else -1
    DyingJournal.dies_at = at if how == "torn" else -1
    log = DyingJournal(folder)
    agent = ScriptedAgent(TAPE)
    started = SessionStarted(
        "one", "flask/none", agent.name, agent.label, "local", "", 7, Limits(), time.time(), first.sha, first.tree
    )
    log.append(started)
    if how == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (at, at))
    task = catalogue.find("flask/none")
    parts = Parts("one", task, log, workspace, DictBox, agent, YesScorer, Limits())
    session = LiveSession(parts, [started])
    session.follow(lambda event: print(event.words, flush=True) if isinstance(event, RunEnded) else None)
    print("ready", flush=True)
    session.start().wait()
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
