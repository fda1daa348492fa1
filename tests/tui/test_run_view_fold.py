"""The view is the fold of its events."""

from __future__ import annotations

import time

import msgspec
import pytest
from told_session import REQUIRED, summary, told

from sandbox.actions import Shell
from sandbox.events import (
    RunEnded,
    Scoring,
    SentBack,
    SessionContinued,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
    StructureVerified,
    Usage,
)
from sandbox.limits import Limits
from tui.view.pages import Pages
from tui.view.run_view import RunView, fold
from tui.view.step_view import score_state
from tui.view.story import curve, group_changes, turning_points

STARTED = SessionStarted("s", "flask/none", "scripted", "recorded", "local", "e", 1, Limits(), 0.0, "c0", "t0")


def proposed(number: int, parent: int | None = None, cost: float | None = 0.1) -> StepProposed:
    usage = Usage(100, 10, cost=cost, context=0.1)
    return StepProposed(number, number - 1 if parent is None else parent, "why", Shell("ls"), float(number), usage)


def committed(number: int, parent: int | None = None) -> StepCommitted:
    above = number - 1 if parent is None else parent
    return StepCommitted(number, above, f"c{number}", f"t{number}", "title", (), float(number))


def scored(number: int, passed: int) -> StepScored:
    return StepScored(number, f"t{number}", f"k{number}", summary({"articles": passed} if passed else {}, 0))


def steps(count: int) -> list[object]:
    return [event for number in range(1, count + 1) for event in (proposed(number), committed(number))]


def test_a_view_is_the_fold_of_its_events() -> None:
    events, _ = told()
    view = fold(events)
    by_hand = RunView()
    for event in events:
        by_hand = by_hand.after(event)
    assert view == by_hand
    assert [step.number for step in view.steps] == list(range(1, 14))
    assert view.head == 13
    assert view.step(13).status == "committed"
    assert view.cost == pytest.approx(13 * 0.064)
    assert view.context == pytest.approx(0.41)


def test_a_view_never_changes_once_it_is_made() -> None:
    before = fold([STARTED, *steps(3)])
    before.after(proposed(4)).after(scored(2, 5))
    assert len(before.steps) == 3
    assert before.step(2).score is None


def test_changes_are_against_the_nearest_scored_ancestor_and_corrected_as_gaps_fill() -> None:
    view = fold([STARTED, *steps(5), scored(1, 10), scored(5, 50)])
    assert (view.step(5).base, view.step(5).change) == (1, 40)
    view = view.after(scored(3, 35))
    assert (view.step(3).base, view.step(3).change) == (1, 25)
    assert (view.step(5).base, view.step(5).change) == (3, 15)


def test_a_branch_is_measured_against_its_own_ancestors() -> None:
    events = [STARTED, *steps(3), scored(1, 10), scored(3, 90), proposed(4, parent=1), committed(4, parent=1)]
    view = fold([*events, scored(4, 30)])
    assert (view.step(4).base, view.step(4).change) == (1, 20)
    assert [step.number for step in view.lineage(4)] == [4, 1]
    view = view.after(scored(2, 5))
    assert view.step(4).change == 20
    assert view.step(3).change == 85


def test_not_yet_is_not_failed() -> None:
    view = fold([STARTED, *steps(4), scored(1, 0), scored(2, 0)])
    assert score_state(view.step(2)) == "no server yet"
    view = view.after(scored(3, 8)).after(scored(4, 0))
    assert score_state(view.step(2)) == "no server yet"
    assert score_state(view.step(4)) == "could not start"
    assert view.step(4).change == -8


def test_a_server_that_is_found_later_in_a_gap_turns_not_yet_into_lost() -> None:
    view = fold([STARTED, *steps(4), scored(1, 0), scored(3, 0), scored(4, 0)])
    assert score_state(view.step(4)) == "no server yet"
    view = view.after(scored(2, 7))
    assert score_state(view.step(3)) == "could not start"
    assert score_state(view.step(4)) == "could not start"


def test_a_run_that_ended_without_a_server_could_not_start() -> None:
    view = fold([STARTED, *steps(1), scored(1, 0), RunEnded("steps", "", 1, 9.0)])
    assert view.never_served
    assert score_state(view.step(1), never=view.never_served) == "could not start"
    assert not fold([STARTED, *steps(2), scored(1, 0), scored(2, 3), RunEnded("steps", "", 2, 9.0)]).never_served


def test_every_score_state_is_reached() -> None:
    view = fold([STARTED, *steps(1)])
    assert score_state(view.step(1)) == "not scored"
    view = view.after(Scoring(1, 0, 0))
    assert score_state(view.step(1)) == "queued"
    view = view.after(Scoring(1, 3, 400))
    assert score_state(view.step(1)) == "scoring"
    judged = view.after(StepNotJudged(1, "t1", "disk full"))
    assert score_state(judged.step(1)) == "not judged"
    assert judged.step(1).score is None
    assert score_state(view.after(scored(1, 3)).step(1)) == "scored"
    assert score_state(view.after(Scoring(1, 0, 0)).after(scored(1, 3)).step(1)) == "scored"


def test_a_thinking_step_appears_and_vanishes_when_the_run_ends_before_it_is_proposed() -> None:
    view = fold(
        [STARTED, *steps(2), StateChanged("thinking", 3), Streamed(3, "thought", "Let "), Streamed(3, "thought", "me")]
    )
    assert view.step(3).status == "thinking"
    assert view.stream.thought == "Let me"
    ended = view.after(RunEnded("stopped", "stopped", 2, 9.0))
    assert len(ended.steps) == 2
    assert ended.head == 2


def test_thinking_that_begins_anew_after_a_pause_begins_with_nothing() -> None:
    view = fold(
        [STARTED, *steps(1), StateChanged("thinking", 2), Streamed(2, "thought", "Half a"), Streamed(2, "action", "rm")]
    )
    assert view.after(StateChanged("thinking", 2, detail="asked again")).stream.thought == "Half a"
    paused = view.after(StateChanged("paused", 2))
    assert paused.stream.thought == "Half a"
    again = paused.after(StateChanged("thinking", 2)).after(Streamed(2, "thought", "Anew"))
    assert (again.stream.thought, again.stream.action) == ("Anew", "")


def test_waiting_with_an_action_asks_for_a_decision_and_without_one_it_is_my_turn() -> None:
    view = fold([STARTED, proposed(1), StateChanged("waiting", 1, Shell("ls"))])
    assert view.pending == Shell("ls")
    assert not view.my_turn
    assert view.step(1).status == "waiting"
    view = view.after(StateChanged("running", 1))
    assert view.pending is None
    mine = view.after(StepObserved(1, "", True, 0, 0.1)).after(committed(1)).after(StateChanged("waiting", 2))
    assert mine.my_turn
    assert mine.pending is None


def test_a_step_sent_back_runs_nothing_and_keeps_the_words() -> None:
    view = fold([STARTED, proposed(1), SentBack(1, "not that file")])
    assert view.step(1).status == "sent back"
    assert view.step(1).words == "not that file"
    assert score_state(view.step(1)) == "nothing to score"


def test_a_continued_run_is_not_over() -> None:
    view = fold([STARTED, *steps(2), RunEnded("stopped", "stopped", 2, 9.0)])
    assert view.over
    view = view.after(SessionContinued(2, 10.0, "human", "you", Limits(steps=9)))
    assert not view.over
    assert (view.agent, view.limits.steps) == ("human", 9)


def test_an_unknown_price_is_said_and_not_guessed() -> None:
    view = fold([STARTED, proposed(1), proposed(2, cost=None)])
    assert view.cost == pytest.approx(0.1)
    assert not view.cost_known


@pytest.mark.parametrize(
    "event",
    [
        proposed(10**9),
        proposed(3, parent=7),
        proposed(1, parent=1),
        scored(99, 3),
        committed(-4),
        Scoring(0, 1, 2),
        StateChanged("thinking", 77),
    ],
)
def test_events_about_steps_that_cannot_exist_change_no_step(event: object) -> None:
    view = fold([STARTED, *steps(2)])
    assert view.after(event).steps == view.steps


def test_turning_points_name_where_a_group_came_whole_broke_and_was_mended() -> None:
    whole, broken = {"users": 35, "tags": 3}, {"users": 20, "tags": 3}
    events = [STARTED, *steps(5)]
    for number, groups in enumerate([{"tags": 3}, whole, broken, broken, whole], 1):
        events.append(StepScored(number, f"t{number}", f"k{number}", summary(groups, 0)))
    points = {point.group: point for point in turning_points(fold(events), 5)}
    assert (points["users"].whole, points["users"].broke, points["users"].mended) == (2, 3, 5)
    assert (points["tags"].whole, points["tags"].broke) == (1, None)
    assert points["articles"].whole is None


def test_group_changes_count_the_extended_tier_too() -> None:
    events, _ = told()
    view = fold(events)
    changes = group_changes(view.step(13), view.base_of(13))
    assert (changes["articles"], changes["favorites"], changes["extended"]) == (-77, -19, -22)


def test_the_curve_is_neutral_until_a_server_exists_and_never_wider_than_asked() -> None:
    events, _ = told()
    view = fold(events)
    heights = curve(view, 13, 40)
    assert heights[:6] == [None] * 6
    assert heights[6] == pytest.approx(64 / 290)
    assert len(curve(view, 13, 5)) == 5
    assert curve(view, 13, 5)[-1] == heights[-1]


def test_two_thousand_steps_fold_within_a_moment() -> None:
    events = [STARTED]
    for number in range(1, 2001):
        events += [
            StateChanged("thinking", number),
            proposed(number),
            StateChanged("running", number),
            StepObserved(number, "x", True, 0, 0.1),
            committed(number),
            Scoring(number, 0, 0),
            scored(number, number % 100),
        ]
    fastest = min(_seconds(events) for _ in range(3))
    assert fastest < 0.6  # 0.13 s on the machine it was written on; three times that is a quadratic copy


def _seconds(events: list[object]) -> float:
    start = time.process_time()
    assert len(fold(events).steps) == 2000
    return time.process_time() - start


def test_pages_behave_like_a_tuple() -> None:
    pages: Pages[int] = Pages()
    for number in range(200):
        pages = pages.with_item(number, number)
    changed = pages.with_item(130, -1)
    assert list(pages) == list(range(200))
    assert (changed[130], pages[130], pages[-1]) == (-1, 130, 199)
    assert pages[62:66] == [62, 63, 64, 65]
    assert list(Pages((), 0).with_item(0, 5).without_last()) == []
    with pytest.raises(IndexError):
        pages.with_item(201, 0)


def test_required_categories_come_with_the_structure_at_once() -> None:
    events, _ = told()
    assert fold(events).step(1).structure.required == REQUIRED


def test_what_running_showed_takes_the_place_of_what_the_code_says() -> None:
    clean = StructureVerified(1, "t1", {"database": 0}, ("database",), ())
    ran = msgspec.structs.replace(
        summary({}, 0), findings={"database": 1}, required=("database",), broken=("database",)
    )
    score = StepScored(1, "t1", "k1", ran)
    for order in ((clean, score), (score, clean)):
        shown = fold([STARTED, *steps(1), *order]).step(1).structure
        assert (shown.findings, shown.broken) == ({"database": 1}, ("database",))
