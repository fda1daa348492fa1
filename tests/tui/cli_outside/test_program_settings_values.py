"""Settings are part of what a score is remembered by, and a box gets a network only as a person allowed it."""

from __future__ import annotations

import io
import threading

import pytest

from sandbox.inside import wire
from sandbox.judge.judge import Judge
from sandbox.judge.judge_box import JudgeBox
from sandbox.judge.program_settings import ProgramSettings
from sandbox.ports import BoxDied, BoxLimits, EnvironmentLacks
from tasks import catalogue

TASK = catalogue.find("flask/none")


class Switchable:
    """A channel that can be given a network; what its box says was written down before."""

    def __init__(self, *said: wire.Message, broken: bool = False) -> None:
        stream = io.BytesIO()
        for message in ({"type": "ready"}, *said):
            wire.send(stream, message)
        self.stdout = io.BytesIO(stream.getvalue())
        self.stdin = io.BytesIO()
        self.switched: list[bool] = []
        self._broken = broken

    def network(self, on: bool) -> None:
        if self._broken:
            raise BoxDied("Docker is gone")
        self.switched.append(on)

    def why_dead(self) -> str:
        return "it was only a script"

    def close(self) -> None: ...


class One:
    kind = "docker"

    def __init__(self, channel: Switchable | None = None) -> None:
        self.channel = channel

    def environment(self) -> str:
        return "one"

    def launch(self, program: bytes, role: str, limits: object) -> Switchable:
        assert self.channel is not None
        return self.channel


ON, OFF, DONE = {"type": "network", "on": True}, {"type": "network", "on": False}, {"type": "done"}


def judged(channel: Switchable, *, allowed: bool) -> None:
    program = ProgramSettings(install="true", install_network=allowed)
    box = JudgeBox(One(channel), TASK, BoxLimits(), program)
    box.judge((), 7, lambda said: None, threading.Event())


def test_a_network_is_given_once_and_taken_again():
    channel = Switchable(ON, OFF, DONE)
    judged(channel, allowed=True)
    assert channel.switched == [True, False]


@pytest.mark.parametrize("said", [(ON, OFF, ON), (OFF,), (ON, ON)])
def test_a_box_that_asks_for_more_network_is_ended(said):
    with pytest.raises(BoxDied, match="a network that nobody gave it"):
        judged(Switchable(*said, DONE), allowed=True)


def test_a_box_that_nobody_allowed_a_network_gets_none():
    channel = Switchable(ON, DONE)
    with pytest.raises(BoxDied, match="a network that nobody gave it"):
        judged(channel, allowed=False)
    assert channel.switched == []


def test_a_network_that_can_not_be_switched_is_never_the_programs_fault():
    with pytest.raises(EnvironmentLacks, match="Docker is gone"):
        judged(Switchable(ON, DONE, broken=True), allowed=True)


@pytest.mark.parametrize(
    "other",
    [
        {"start": "./other"},
        {"port": 5000},
        {"base_path": "/v2"},
        {"health_path": "none"},
        {"env": {"A": "1"}},
        {"install": "true"},
        {"install": "true", "install_network": True},
    ],
)
def test_scores_with_other_settings_are_other_scores(other):
    def key(program: ProgramSettings | None) -> str:
        return Judge(One(), TASK, program=program).key("t1")

    assert key(None) == key(ProgramSettings())
    assert key(ProgramSettings(**other)) != key(None)
    assert key(ProgramSettings(**other)) != key(ProgramSettings(install="true", port=5001))
