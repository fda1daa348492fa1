"""Where the environment failed at the end of a run, or nobody waited for its scores, nothing is final: no 0, no red."""

from __future__ import annotations

import msgspec
import pytest
from told_session import REQUIRED, ended, summary, told

from sandbox.actions import Shell
from sandbox.events import Event, RunEnded, StepCommitted, StepNotJudged, StepProposed, StepScored
from tui.view.run_view import RunView, fold
from tui.view.step_view import score_state
from tui.widgets.ending_words import ended_lines, verdict
from tui.widgets.score_strip import score_line
from tui.widgets.summary_rows import summary_rows
from tui.wording import score_mark


def step(number: int, *judged: Event) -> list[Event]:
    proposed = StepProposed(number, number - 1, "", Shell("touch a"), 1.0)
    return [proposed, StepCommitted(number, number - 1, f"c{number}", f"t{number}", "touch", (), 2.0), *judged]


def bare(number: int) -> Event:
    """The score of a step before there is a server."""
    nothing = msgspec.structs.replace(summary({}, 0), required=REQUIRED, broken=REQUIRED)
    return StepScored(number, f"t{number}", f"k{number}", nothing)


def run(*last: Event) -> RunView:
    """Two steps without a server, and a third that is judged like this, before the box failed."""
    events = [told()[0][0], *step(1, bare(1)), *step(2, bare(2)), *step(3, *last)]
    return fold([*events, RunEnded("box_failed", "The Docker engine stopped answering.", 3, 3.0)])


UNJUDGED = StepNotJudged(3, "t3", "the Docker engine stopped answering")


def test_a_run_whose_last_step_was_judged_never_served() -> None:
    view = run(bare(3))
    assert view.never_served
    assert verdict(view)[0] == "✗ no server answers"
    assert [score_mark(view.steps[n], never=view.never_served)[0] for n in range(3)] == ["✗", "✗", "✗"]


@pytest.mark.parametrize(("last", "said"), [((UNJUDGED,), "! step 3 not judged"), ((), "· step 3 not scored")])
def test_where_the_last_step_has_no_score_what_is_not_there_may_still_come(last: tuple[Event, ...], said: str) -> None:
    view = run(*last)
    assert not view.never_served
    assert view.not_yet(3)
    assert verdict(view)[0] == said
    assert "$lost" not in verdict(view)[1]
    assert [score_state(one, never=view.never_served) for one in view.steps[:2]] == ["no server yet"] * 2
    for text in (ended_lines(view, 100).plain, score_line(view, 3, 120, follow=True).plain, page(view)):
        assert "0%" not in text
        assert "0/290" not in text
        assert "✗" not in text.replace("✗ BOX FAILED", "")
        assert "could not start" not in text


def test_the_last_score_before_it_is_told_as_what_it_is() -> None:
    events = ended("box_failed")
    view = fold([*events[:-1], *step(14, StepNotJudged(14, "t14", "no engine")), events[-1]])
    assert verdict(view)[0] == "! step 14 not judged"
    assert "core 135/290 (46.6%) at 13" in ended_lines(view, 120).plain
    assert "135/290" in page(view)
    assert "as of step 13" in page(view)


def page(view: RunView) -> str:
    return "\n".join((row.gutter.plain + row.body.plain).rstrip() for row in summary_rows(view, live=False))
