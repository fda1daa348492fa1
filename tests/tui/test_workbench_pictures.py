"""A few pictures of the workbench on one told session: one per layout, and one per theme that changes meanings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from piloting import StillApp, press, settled
from scripted_handle import ScriptedHandle
from textual.pilot import Pilot
from told_session import ended_session, running_session, waiting_session

SnapCompare = Callable[..., bool]


@pytest.mark.parametrize(
    ("name", "session", "size", "theme", "keys"),
    [
        ("wide", waiting_session, (120, 36), "spar-dark", ("p",)),
        ("narrow", waiting_session, (80, 24), "spar-projector", ("p",)),
        ("huge", waiting_session, (200, 60), "spar-light", ("p",)),
        ("running", running_session, (120, 36), "spar-colour-blind", ()),
        ("ended", ended_session, (120, 36), "spar-high-contrast", ()),
        ("split", waiting_session, (160, 30), "spar-dark", ("p", "v")),
    ],
    ids=lambda value: value if isinstance(value, str) and not value.startswith("spar") else "",
)
def test_the_workbench_looks_as_it_did(
    snap_compare: SnapCompare,
    name: str,
    session: Callable[[], ScriptedHandle],
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
) -> None:
    async def until_still(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in keys:
            await press(pilot, key)

    assert snap_compare(StillApp(session(), theme=theme), terminal_size=size, run_before=until_still)
