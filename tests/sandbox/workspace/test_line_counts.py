"""Line counts agree with what a person would count, however large the files are."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from sandbox.workspace.line_counts import count_lines

TEXTS = st.lists(st.sampled_from([b"a", b"b", b"c", b""]), max_size=12).map(b"\n".join)


@given(TEXTS, TEXTS)
def test_added_less_removed_is_the_difference_in_lines(old: bytes, new: bytes) -> None:
    added, removed = count_lines(old, new)
    assert added is not None
    assert removed is not None
    assert added - removed == _lines(new) - _lines(old)
    assert 0 <= removed <= _lines(old)
    assert ((added, removed) == (0, 0)) == (old == new)


def test_a_missing_file_counts_as_all_its_lines() -> None:
    assert count_lines(None, b"a\nb\n") == (2, 0)
    assert count_lines(b"a\nb", None) == (0, 2)
    assert count_lines(None, b"") == (0, 0)


def test_binary_files_have_no_lines() -> None:
    assert count_lines(b"text", b"\x00\x01") == (None, None)


def test_two_long_and_different_files_do_not_take_seconds() -> None:
    old = b"".join(b"%d\n" % number for number in range(50_000))
    new = b"".join(b"%d\n" % (number * 7) for number in range(50_000))
    began = time.process_time()
    added, removed = count_lines(old, new)
    assert time.process_time() - began < 1
    assert added == removed
    assert added is not None
    assert added > 40_000


def _lines(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
