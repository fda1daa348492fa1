"""A program that forks and ends faster than one look at /proc takes is ended all the same, or its restart fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from sandbox.inside.judge import processes
from sandbox.inside.judge.surroundings import Surroundings

JUDGE = 1
Look = list[tuple[int, int, str]]


class Proc:
    """A /proc that shows one look after the other, the last one for ever, and who was killed."""

    def __init__(self, *looks: Look) -> None:
        self.looks = list(looks)
        self.killed: list[int] = []

    def table(self) -> Iterator[tuple[int, int, str]]:
        yield from self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def kill(self, pid: int, number: int) -> None:
        assert number == signal.SIGKILL
        self.killed.append(pid)


def ended(monkeypatch: pytest.MonkeyPatch, *looks: Look, seconds: float = 0.2) -> tuple[bool, list[int]]:
    proc = Proc(*(look for look in looks for _ in range(2)))  # one for the living, one for the dead
    monkeypatch.setattr(processes, "table", proc.table)
    monkeypatch.setattr(os, "kill", proc.kill)
    return processes.kill(JUDGE, seconds=seconds), proc.killed


def test_a_walker_that_no_look_shows_alive_is_betrayed_by_its_zombies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Process 5 was gone when its line was to be read, and 6 came after the list was made."""
    steps: list[Look] = [[(5, JUDGE, "Z")], [(5, JUDGE, "Z"), (6, JUDGE, "Z")]]
    caught: Look = [(5, JUDGE, "Z"), (6, JUDGE, "Z"), (7, JUDGE, "R")]
    dead: Look = [(5, JUDGE, "Z"), (6, JUDGE, "Z"), (7, JUDGE, "Z")]
    assert ended(monkeypatch, *steps, caught, dead) == (True, [7])


def test_what_nothing_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    done, killed = ended(monkeypatch, [(7, JUDGE, "D")])
    assert not done
    assert set(killed) == {7}


def test_zombies_of_others_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Look] = [[(number, 99, "Z")] for number in range(200, 1200)]
    assert ended(monkeypatch, *looks) == (True, [])


def test_a_program_that_outlives_its_stop_is_not_healthy_after_a_restart() -> None:
    class Stubborn:
        def stop(self) -> bool:
            return False

        def start(self) -> str:
            return ""

        def wait_until_healthy(self) -> str:
            return ""

    around = Surroundings(Stubborn(), "/nowhere", None, None, None, {})  # type: ignore[arg-type]
    assert not around.restart()
