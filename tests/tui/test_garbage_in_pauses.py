"""No collection of old garbage between a key and its paint; the test's own collector is put back."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tui import garbage


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class Knot:
    """Refers to itself, so that only a collection can end it."""

    def __init__(self) -> None:
        self.itself = self


def test_old_garbage_waits_for_a_pause_and_then_goes() -> None:
    garbage.leave_what_is_loaded()
    assert gc.get_freeze_count() > 10_000
    collections = gc.get_stats()[2]["collections"]
    knots = [Knot() for _ in range(200_000)]
    assert gc.get_stats()[2]["collections"] == collections
    del knots
    garbage.collect()
    assert not any(type(one) is Knot for one in gc.get_objects())
