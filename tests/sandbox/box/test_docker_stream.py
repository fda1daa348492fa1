"""Docker's framing of an attached container's output."""

from __future__ import annotations

import io
import socket
import struct
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.box.docker_channel import Demultiplexed
from sandbox.box.last_words import LastWords


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=300)), max_size=20), st.integers(1, 50))
def test_output_arrives_whole_and_errors_are_remembered(frames: list[tuple[int, bytes]], slice_size: int) -> None:
    ours, theirs = socket.socketpair()
    words = LastWords()
    raw = b"".join(struct.pack(">BxxxL", stream, len(data)) + data for stream, data in frames)

    def talk() -> None:
        for start in range(0, len(raw), slice_size):
            theirs.sendall(raw[start : start + slice_size])
        theirs.close()

    threading.Thread(target=talk, daemon=True).start()
    with ours:
        read = io.BufferedReader(Demultiplexed(ours, words), 64).read()
    assert read == b"".join(data for stream, data in frames if stream == 1)
    errors = b"".join(data for stream, data in frames if stream == 2)
    last = [line.strip() for line in errors.decode("utf-8", "replace").split("\n") if line.strip()]
    assert words.last_line() == (last[-1][:300] if last else "")
