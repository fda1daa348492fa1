"""What comes out of a box is hostile: a peer that lies, floods, or speaks nonsense ends the box, never the host."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any, BinaryIO

import pytest

from sandbox.actions import Shell
from sandbox.box.ported_box import PortedBox
from sandbox.inside.wire import WireError, receive, send
from sandbox.ports import BoxDied, BoxLimits, Entry

Answer = Callable[[BinaryIO, dict[str, Any]], None]


class LyingChannel:
    """A pipe to a thread that answers the greeting as a porter would, and everything else as the test says."""

    def __init__(self, answer: Answer) -> None:
        ours, theirs = os.pipe(), os.pipe()
        self.stdin: BinaryIO = os.fdopen(ours[1], "wb")
        self.stdout: BinaryIO = os.fdopen(theirs[0], "rb")
        self._requests = os.fdopen(ours[0], "rb")
        self._answers = os.fdopen(theirs[1], "wb")
        self._answer = answer
        self.closed = False
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            while True:
                message, _ = receive(self._requests)
                if message["type"] == "hello":
                    send(self._answers, {"type": "ready", "id": message["id"]})
                elif message["type"] != "heartbeat":
                    self._answer(self._answers, message)
        except (OSError, ValueError, WireError):
            pass

    def why_dead(self) -> str:
        return "its pipe broke"

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._answers.close()
            self.stdin.close()


@pytest.fixture
def lying() -> Iterator[Callable[[Answer], PortedBox]]:
    boxes: list[PortedBox] = []

    def make(answer: Answer) -> PortedBox:
        boxes.append(PortedBox(LyingChannel(answer), BoxLimits(output=4096), None))
        return boxes[-1]

    yield make
    for box in boxes:
        box.close()


def written(path: object, mode: object = 0o100644) -> Answer:
    return lambda pipe, message: send(
        pipe, {"type": "written", "id": message["id"], "path": path, "mode": mode}, b"planted"
    )


@pytest.mark.parametrize(
    "answer",
    [
        written("../../.ssh/authorized_keys"),
        written("/etc/cron.d/x"),
        written("a/.git/config"),
        written("a/.GiT/hooks/pre-commit"),
        written(""),
        written("x" * 5000),
        written("nul\0"),
        written(["list"]),
        written(7),
        written("a", 0o040755),
        written("a", 0o160000),
        written("a", "0o100644"),
        written("a", [1]),
        written("a\\.git"),
        written("sub/.gitmodules", 0o120000),
        written("a:b/GITMOD~1", 0o120000),
        lambda pipe, message: send(pipe, {"type": "deleted", "id": message["id"], "paths": ["../x"]}),
        lambda pipe, message: send(pipe, {"type": "deleted", "id": message["id"], "paths": 5}),
        lambda pipe, message: send(pipe, {"type": "failed", "id": message["id"], "words": {"a": 1}}),
        lambda pipe, message: pipe.write(b"garbage\n") and pipe.flush(),
        lambda pipe, message: pipe.write(b'{"type": "written", "size": 99999999999}\n') and pipe.flush(),
        lambda pipe, message: pipe.write(b"[" * 100_000 + b"\n") and pipe.flush(),
        lambda pipe, message: pipe.write(b"9" * 5000 + b"\n") and pipe.flush(),
        lambda pipe, message: pipe.close(),
    ],
)
def test_a_snapshot_that_cannot_be_ends_the_box_in_words(
    lying: Callable[[Answer], PortedBox], answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.box.ported_box.FILL_SECONDS", 5.0)
    box = lying(answer)
    with pytest.raises(BoxDied, match="The box died") as died:
        box.snapshot()
    assert "does not answer" not in str(died.value), "what it said was taken for good, and more was waited for"


@pytest.mark.parametrize("told", ["snapshot", "another question"])
def test_a_peer_that_never_stops_talking_is_given_up(
    lying: Callable[[Answer], PortedBox], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.box.ported_box.FILL_SECONDS", 0.5)

    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        line = b'{"type":"deleted","id":%d,"paths":[]}\n' % (message["id"] - (told != "snapshot"))
        os.set_blocking(pipe.fileno(), False)  # a blocked write would hold up the channel's end
        while not pipe.closed:
            try:
                os.write(pipe.fileno(), line)
            except BlockingIOError:
                time.sleep(0.001)

    box = lying(answer)
    ended: list[BoxDied] = []

    def snapshot() -> None:
        with pytest.raises(BoxDied, match="does not answer") as died:
            box.snapshot()
        ended.append(died.value)

    asking = Thread(target=snapshot, daemon=True)
    asking.start()
    asking.join(20)
    assert ended


def test_an_honest_snapshot_passes_and_its_lines_are_bounded(lying: Callable[[Answer], PortedBox]) -> None:
    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        written("a/b")(pipe, message)
        lines = ["x" * 10_000, 5, *["line"] * 1000]
        send(pipe, {"type": "snapshot", "id": message["id"], "left_out": lines})

    snapshot = lying(answer).snapshot()
    assert snapshot.written == (Entry(b"a/b", 0o100644, b"planted"),)
    assert len(snapshot.left_out) < 50
    assert max(map(len, snapshot.left_out)) < 1000


def test_a_flood_of_output_is_bounded_on_this_side_too(lying: Callable[[Answer], PortedBox]) -> None:
    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        for _ in range(200):
            send(pipe, {"type": "output", "id": message["id"]}, b"y" * 65536)
        send(pipe, {"type": "finished", "id": message["id"], "ok": "yes", "exit": 1 << 70, "cut": -5}, b"end")

    streamed = io.StringIO()
    seen = lying(answer).execute(Shell("x"), lambda text: streamed.write(text) and None, Event())
    assert len(seen.output) < 5000
    assert len(streamed.getvalue()) <= 4096
    assert (seen.ok, seen.exit_status) == (False, None)
    assert seen.cut == 200 * 65536 + 3 - 4096


def test_answers_to_other_questions_are_ignored(lying: Callable[[Answer], PortedBox]) -> None:
    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        send(pipe, {"type": "finished", "id": message["id"] - 1, "ok": True, "exit": 0}, b"forged")
        send(pipe, {"type": ["finished"], "id": message["id"]})
        send(pipe, {"type": "finished", "id": message["id"], "ok": False, "exit": 3}, b"true")

    seen = lying(answer).execute(Shell("x"), lambda text: None, Event())
    assert (seen.output, seen.exit_status) == ("true", 3)


def test_more_bytes_than_a_tree_may_hold_end_the_box(
    lying: Callable[[Answer], PortedBox], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.inside.porter.walk import TreeLimits

    monkeypatch.setattr("sandbox.box.ported_box.FILL_SECONDS", 5.0)
    monkeypatch.setattr("sandbox.box.snapshot_reader.TreeLimits", lambda: TreeLimits(files=50, total_bytes=20))

    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        for number in range(3):
            written(f"f{number}")(pipe, message)

    with pytest.raises(BoxDied, match="more files"):
        lying(answer).snapshot()


def test_more_files_than_a_tree_may_hold_end_the_box(
    lying: Callable[[Answer], PortedBox], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.inside.porter.walk import TreeLimits

    monkeypatch.setattr("sandbox.box.snapshot_reader.TreeLimits", lambda: TreeLimits(files=50, total_bytes=1000))

    def answer(pipe: BinaryIO, message: dict[str, Any]) -> None:
        for number in range(1000):
            written(f"f{number}")(pipe, message)

    with pytest.raises(BoxDied, match="more files"):
        lying(answer).snapshot()
