"""A session in which everything that is foreign tries to act on the terminal."""

from __future__ import annotations

from scripted_handle import MemoryWorkspace, ScriptedHandle

from sandbox.actions import Action
from sandbox.events import (
    Change,
    Noticed,
    RunEnded,
    ScoreSummary,
    Scoring,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
)
from sandbox.limits import Limits
from tasks.scorecard import (
    Assertion,
    Evidence,
    Exchange,
    Failure,
    Finding,
    Functional,
    Scorecard,
    ScoreDetail,
    Structural,
    Tally,
    Verdict,
    Where,
)

HOSTILE = (
    "A\x1b]52;c;aGFja2Vk\x07B",
    "A\x1b]0;owned\x07B",
    "A\x1b[2JB",
    "A\x9b2JB\x85C\x9d0;owned\x9cD",
    "A[@click=app.suspend_process]B[/]",
    "A[/]B[bold]",
    "A\u202ecod.exe\u2066B\u061c",
    "A\x1bP1;2|q\x1b\\B\x1b_x\x1b\\\x00\x08\x7f",
    "A\x1b]8;;http://x\x07link\x1b]8;;\x07\r\nB\tC\u2028D\udc80",
)
EVERYTHING = " ".join(HOSTILE)


def hostile_session(action: Action, *, ended: bool = False) -> ScriptedHandle:
    """A session in which every field that can be foreign is."""
    bad = EVERYTHING
    tally = Tally(1, 2)
    score = ScoreSummary(
        tally, tally, {bad: tally}, {"orm": 1}, ("orm",), ("orm",), 0.5, 0.0, False, True, (bad,), 1.0
    )  # fmt: skip
    kept = Verdict(False, True)
    broken = Verdict(True, False, (Finding(bad, bad, 1, bad, bad, 0.5),))
    assertion = Assertion(bad, "core", bad, "r", False, bad)
    failure = Failure(bad, bad, bad, (bad,), 0.5, (bad,), Where(bad, 1, 1), bad)
    card = Scorecard(
        task=bad, seed=1, functional=Functional(tally, tally, (assertion,)),
        structural=Structural(kept, kept, kept, broken), a_percent=0.5, strict_a_percent=0.0, passed=False,
        failures=(failure,), timings={},
    )  # fmt: skip
    log = f'Traceback (most recent call last):\n  File "{bad}", line 1, in x\nValueError: {bad}\n{bad}'
    exchange = Exchange("r", bad, bad, bad, 500, bad, log, 1.0, bad)
    files = {bad: bad.encode("utf-8", "surrogatepass"), "b.py": bad.encode("utf-8", "surrogatepass")}
    workspace = MemoryWorkspace({"t0": {}, "t1": files})
    events = [
        SessionStarted("s", bad, "litellm", bad, "docker", bad, 1, Limits(), 0.0, "c0", "t0", bad, "tools", bad),
        StepProposed(1, 0, bad, action, 1.0),
        StepObserved(1, bad, False, 1, 0.1),
        StepCommitted(1, 0, "c1", "t1", bad, (Change(bad, "A", 1, 0),), 1.0, (bad,)),
        StepScored(1, "t1", "k1", score),
        Noticed(1, bad),
        StepProposed(2, 1, bad, action, 2.0),
        StepNotJudged(2, "t1", bad),
    ]
    late = [Streamed(2, "output", bad), Scoring(2, 0, 1, bad), StateChanged("waiting", 2, action, bad, bad)]
    if ended:
        events.append(RunEnded("agent_failed", bad, 2, 3.0))
        late = []
    return ScriptedHandle(
        events, late, workspace, {"k1": ScoreDetail(card, Evidence(exchanges=(exchange,), server_log=bad))}
    )
