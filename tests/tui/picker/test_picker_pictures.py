"""The picker at two sizes, on a machine that is always the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from picker_app import StillApp, settled
from textual.pilot import Pilot


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
def test_the_picker_looks_as_it_did(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    async def until_still(pilot: Pilot[Any]) -> None:
        await settled(pilot)

    assert snap_compare(StillApp(), terminal_size=size, run_before=until_still)
