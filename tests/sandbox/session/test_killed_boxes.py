"""A box that is killed in the middle of a recording's step: the step failed, and is carried out again when going on."""

from __future__ import annotations

import dataclasses
import os
import signal
from pathlib import Path

import pytest
from boxes import KINDS, walled
from fake_parts import parts, tape
from steering import ended

from sandbox.actions import Shell, Submit, WriteFile
from sandbox.agents.scripted import ScriptedAgent
from sandbox.box.docker_channel import DockerChannel
from sandbox.box.docker_engine import engine
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_channel import LocalChannel
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.events import Event, Provisional, StepCommitted, StepObserved, Streamed
from sandbox.handle import Follower
from sandbox.ports import Box, BoxKind, BoxLimits, Channel, Role
from sandbox.session.live import LiveSession
from sandbox.store import journal
from tasks.catalogue import find

LIMITS = BoxLimits(memory=256 << 20, processes=64, disk=64 << 20)
STEPS = (
    WriteFile("one.py", "1\n"),
    Shell("test -e half.py && exit 9; echo 2 > half.py; echo halfway; sleep 6; echo 2 > whole.py"),
    Shell("cat one.py half.py whole.py"),
    Submit(),
)


@pytest.fixture(params=KINDS)
def launcher(request: pytest.FixtureRequest) -> DockerLauncher | LocalLauncher:
    """Each kind of box that is a wall."""
    return walled(request.param)


class Noted:
    """A launcher that knows the box it started last."""

    def __init__(self, launcher: DockerLauncher | LocalLauncher) -> None:
        self._launcher = launcher
        self.kind: BoxKind = launcher.kind
        self.channel: Channel | None = None

    def environment(self) -> str:
        return self._launcher.environment()

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> Channel:
        self.channel = self._launcher.launch(program, role, limits)
        return self.channel

    def kill(self) -> None:
        if isinstance(self.channel, DockerChannel):
            engine().containers.get(self.channel.id).kill()
        elif isinstance(self.channel, LocalChannel):
            os.kill(self.channel.pid, signal.SIGKILL)


def kills(noted: Noted) -> Follower:
    """Kills the box as soon as the second step's command has said that it is halfway."""

    def follower(event: Event | Provisional) -> None:
        if isinstance(event, Streamed) and (event.step, event.part, event.text) == (2, "output", "halfway\n"):
            noted.kill()

    return follower


def test_a_step_whose_box_is_killed_has_failed_and_is_carried_out_again(
    launcher: DockerLauncher | LocalLauncher, tmp_path: Path
) -> None:
    noted = Noted(launcher)

    def opened() -> Box:
        return open_box(noted, find("flask/none"), LIMITS)

    made, started = parts(tmp_path, ScriptedAgent(tape(*STEPS)))
    made = dataclasses.replace(made, open_box=opened)
    first = LiveSession(made, [started])
    first.follow(kills(noted))
    over = ended(first.start())
    first.close()
    assert (over.outcome, "was killed" in over.words, "step 1" in over.words) == ("box_failed", True, True)
    failed = [event for event in first.events() if isinstance(event, StepObserved) and not event.ok]
    assert [event.step for event in failed] == [2]
    assert "was killed" in failed[0].output

    log, reading = journal.Journal.continued(tmp_path)
    second = LiveSession(dataclasses.replace(made, journal=log), reading.events).start()
    assert ended(second).outcome == "submitted"
    second.close()
    events = second.events()
    assert [event.step for event in events if isinstance(event, StepCommitted)] == [1, 3, 4, 5]
    seen = {event.step: event.output for event in events if isinstance(event, StepObserved)}
    assert seen[4].split() == ["1", "2", "2"]
    last = next(event for event in reversed(events) if isinstance(event, StepCommitted))
    assert {entry.path for entry in made.workspace.entries(last.tree)} == {b"one.py", b"half.py", b"whole.py"}
