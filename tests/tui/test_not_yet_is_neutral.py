"""Nothing is red before something existed; and a person who is needed is called."""

from __future__ import annotations

import msgspec
import pytest
from piloting import settled
from scripted_handle import ScriptedHandle
from told_session import REQUIRED, summary, told
from workbench_app import opened

from sandbox.actions import Shell
from sandbox.events import Event, RunEnded, StateChanged, StepCommitted, StepProposed, StepScored, StructureVerified
from tasks.scorecard import Finding
from tui.app import SparApp
from tui.view.run_view import fold
from tui.view.why import Card
from tui.widgets.score_board import ScoreBoard
from tui.widgets.score_strip import score_line
from tui.widgets.why_pane import not_yet_rows


def bare() -> list[Event]:
    """One step, no server, every constraint still unmet."""
    return [
        *told()[0][:1],
        StepProposed(1, 0, "", Shell("touch a"), 1.0),
        StepCommitted(1, 0, "c1", "t1", "touch", (), 1.0),
        StructureVerified(1, "t1", dict.fromkeys(REQUIRED, 2), REQUIRED, REQUIRED),
        StepScored(1, "t1", "k1", msgspec.structs.replace(summary({}, 0), required=REQUIRED, broken=REQUIRED)),
    ]


def test_structure_is_neutral_until_a_server_was_there() -> None:
    line = score_line(fold(bare()), 1, 120, follow=True)
    assert f"structure {'·' * len(REQUIRED)}" in line.plain
    assert "✗" not in line.plain


@pytest.mark.parametrize(("outcome", "missing"), [("submitted", True), ("steps", True), ("stopped", False)])
def test_at_the_end_it_is_missing_unless_the_run_can_go_on(outcome: str, missing: bool) -> None:
    view = fold([*bare(), RunEnded(outcome, "", 1, 2.0)])  # type: ignore[arg-type]
    assert view.not_yet(1) is not missing
    assert ("✗" in score_line(view, 1, 120, follow=True).plain) is missing


def test_cards_are_folded_to_what_is_still_to_come() -> None:
    lacking = Finding(rule="missing-layer", path="app", line=1, message="no routes", mend="write them")
    cards = [Card(title="run.sh is not there", label="server_startup_failure")]
    cards += [Card(title="no routes", label="architecture: missing-layer", finding=lacking)] * 9
    text = "\n".join(row.body.plain for row in not_yet_rows(cards))
    assert "nothing has failed yet" in text
    assert "run.sh is not there" in text
    assert "9 things: architecture 9" in text
    assert "no routes" not in text


async def test_the_board_of_a_step_without_a_server_is_of_that_step() -> None:
    events = [*bare(), StepProposed(2, 1, "", Shell("touch b"), 2.0), StepCommitted(2, 1, "c2", "t2", "", (), 2.0)]
    async with opened(ScriptedHandle(events)) as (_, screen):
        assert screen.selected == 2
        title = str(screen.query_one(ScoreBoard).border_title)
        assert "at step 2" in title
        assert "last scored" not in title


async def test_a_person_who_is_needed_is_called_by_bell_and_title(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(SparApp, "bell", lambda self: rung.append(True))
    events, workspace = told()
    handle = ScriptedHandle(events, [StateChanged("thinking", 14)], workspace)
    async with opened(handle) as (pilot, _):
        assert not rung
        handle.say(StateChanged("waiting", 14, Shell("ls"), "look"))
        await settled(pilot)
        assert rung == [True]
        assert pilot.app.title.startswith("your turn: ")
