"""The picker at two sizes, on a machine that is always the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from piloting import StillApp, settled

from tasks.task import Task
from tui.view.briefs import RuleWords
from tui.widgets.brief_panes import Judged


@pytest.fixture(autouse=True)
def a_suite_that_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extended assertions become more and more: no reason for another picture."""
    of = Judged.of

    def with_120(self: Judged, task: Task, _: tuple[int, int], rules: Sequence[RuleWords]) -> None:
        of(self, task, (290, 120), rules)

    monkeypatch.setattr(Judged, "of", with_120)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
def test_the_picker_looks_as_it_did(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert snap_compare(StillApp(), terminal_size=size, run_before=settled)
