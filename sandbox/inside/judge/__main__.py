"""The program of a judge's box: hardens itself before anything hostile runs, then judges one tree."""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import traceback

from sandbox.inside.judge.judging import Box, EnvironmentFailed, Judging
from sandbox.inside.judge.pipe import HostGone, Pipe, end

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
SILENCE = 10.0
"""Seconds without a word from the host after which the box ends itself."""


def harden() -> None:
    """Nobody of our uid may trace us or open our pipe; orphans of the app become our children."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) or libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("prctl was refused")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o022)


def main() -> None:
    """One judgement a process. What fails here is the environment, for the app runs elsewhere."""
    harden()
    pipe = Pipe(SILENCE)
    try:
        try:
            Judging(pipe, Box.described()).run()
        except EnvironmentFailed as failure:
            pipe.say({"type": "environment_failure", "words": str(failure)})
        except HostGone:
            raise
        except Exception:
            pipe.say({"type": "environment_failure", "words": traceback.format_exc()[-2000:]})
    except HostGone:
        pass
    end()


if __name__ == "__main__":
    main()
