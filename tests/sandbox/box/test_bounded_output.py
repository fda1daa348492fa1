"""The head and the tail of a stream."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.inside.porter.bounded import Bounded


@given(st.lists(st.binary(max_size=40), max_size=30), st.integers(2, 60).map(lambda half: 2 * half))
def test_head_and_tail_are_those_of_the_whole_and_nothing_is_miscounted(parts: list[bytes], limit: int) -> None:
    bounded = Bounded(limit)
    early = b"".join(bounded.feed(part) for part in parts)
    whole = b"".join(parts)
    assert early == bounded.head == whole[: limit // 2]
    assert whole.endswith(bounded.tail)
    assert len(bounded.head) + len(bounded.tail) + bounded.cut == len(whole)
    if len(whole) <= limit:
        assert bounded.head + bounded.tail == whole
