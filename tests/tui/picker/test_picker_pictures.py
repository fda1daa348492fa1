"""The picker at two sizes, on a machine that is always the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from piloting import StillApp, settled


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["wide", "narrow"])
def test_the_picker_looks_as_it_did(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert snap_compare(StillApp(), terminal_size=size, run_before=settled)
