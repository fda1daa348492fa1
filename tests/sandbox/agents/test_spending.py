"""What calls cost: figures that can't be aren't counted, broken answers are, and no retry begins beyond a limit."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from model_turns import QUICK, agent, propose
from openai_plays import acts, call, event, hangs_mid_stream, says, sends
from openai_server import Server

from sandbox.actions import Say, Shell
from sandbox.agents import corrections
from sandbox.agents.worker import Worker
from sandbox.events import Usage
from sandbox.limits import Limits
from sandbox.ports import Transcript
from sandbox.session.spent import Spent, left

PRICED = "openai/gpt-4.1"
"""2 dollars a million tokens in, 8 out."""

CUT = sends(event({"content": "y" * 35_000}))
"""10,000 tokens of an answer: 8 cents."""


def asked_with(**limits: Any) -> Transcript:
    return Transcript("build it", left=Limits(**{"steps": None, "budget": None, "seconds": None, **limits}))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"prompt_tokens": -5, "completion_tokens": -7, "total_tokens": -12},
        {"prompt_tokens": 10**15, "completion_tokens": 10**15, "total_tokens": 2 * 10**15},
        {"prompt_tokens": 10**30, "completion_tokens": 1, "total_tokens": 1},
        {"prompt_tokens": None, "completion_tokens": None},
        {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    ],
)
def test_figures_that_cannot_be_are_replaced_by_an_estimate(
    server: Server, worker: Worker, said: dict[str, Any]
) -> None:
    server.play(
        sends(b"".join(event(one) for one in call("bash", '{"command": "ls"}')) + event({}, "stop", usage=said))
    )
    usage = propose(agent(server, worker, model=PRICED)).usage
    assert 50 < usage.prompt_tokens < 2000
    assert 0 < usage.completion_tokens < 100
    assert usage.cost == pytest.approx((2 * usage.prompt_tokens + 8 * usage.completion_tokens) / 1e6)


def test_more_from_the_cache_than_was_sent_is_nothing_from_the_cache(server: Server, worker: Worker) -> None:
    said = {"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 10**6}}
    server.play(says("Look.", *call("bash", '{"command": "ls"}'), usage={**said, "total_tokens": 1050}))
    usage = propose(agent(server, worker, model=PRICED)).usage
    assert (usage.cached_tokens, usage.cost) == (0, pytest.approx(0.0024))


def test_an_answer_that_broke_off_is_counted_with_the_one_that_came(server: Server, worker: Worker) -> None:
    server.play(CUT, acts("bash", command="ls"))
    usage = propose(agent(server, worker, model=PRICED)).usage
    assert usage.completion_tokens == 10_050
    assert usage.prompt_tokens > 1000
    assert usage.cost is not None
    assert 0.08 < usage.cost < 0.09


def test_an_empty_stream_and_its_second_asking_are_both_counted(server: Server, worker: Worker) -> None:
    server.play(says("", finish="stop"), acts("bash", command="ls"))
    usage = propose(agent(server, worker)).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.cost) == (2000, 100, None)


@pytest.mark.parametrize("limits", [{"budget": 0.05}, {"tokens": 9_000}])
def test_a_broken_answer_that_uses_up_a_limit_is_not_asked_for_again(
    server: Server, worker: Worker, limits: dict[str, Any]
) -> None:
    server.play(CUT)
    made = propose(agent(server, worker, model=PRICED), asked_with(**limits))
    assert len(server.requests) == 1
    assert made.action == Say(corrections.BROKEN_OFF)
    assert made.usage.completion_tokens == 10_000
    assert made.usage.cost is not None
    assert made.usage.cost > 0.08


def test_a_limit_that_holds_more_is_no_hindrance(server: Server, worker: Worker) -> None:
    server.play(CUT, acts("bash", command="ls"))
    made = propose(agent(server, worker, model=PRICED), asked_with(budget=0.1, tokens=20_000, seconds=60.0))
    assert made.action == Shell("ls")


def test_a_server_that_hangs_is_waited_for_no_longer_than_the_run_may_last(server: Server, worker: Worker) -> None:
    server.play(lambda handler: handler.owner.released.wait(20))
    begun = time.monotonic()
    made = propose(agent(server, worker, patience=replace(QUICK, silence=15.0)), asked_with(seconds=1.0))
    server.released.set()
    assert 1.0 <= time.monotonic() - begun < 12
    assert made.action == Say(corrections.BROKEN_OFF)


def test_an_answer_that_drips_outlives_the_run_by_a_silence_at_most(server: Server, worker: Worker) -> None:
    def drips(handler: Any) -> None:
        handler.open_stream()
        while not handler.owner.released.wait(0.01):
            handler.chunk({"content": "x"})

    server.play(drips)
    begun = time.monotonic()
    made = propose(agent(server, worker, patience=replace(QUICK, silence=2.0)), asked_with(seconds=1.0))
    server.released.set()
    assert 2.5 < time.monotonic() - begun < 30
    assert made.action == Say(corrections.BROKEN_OFF)
    assert made.usage.completion_tokens > 0


def test_a_pause_ends_with_the_run(server: Server, worker: Worker) -> None:
    server.play(hangs_mid_stream)
    patience = replace(QUICK, silence=0.5, first=30.0, longest=30.0)
    begun = time.monotonic()
    made = propose(agent(server, worker, patience=patience), asked_with(seconds=1.5))
    server.released.set()
    assert made.action == Say(corrections.BROKEN_OFF)
    assert time.monotonic() - begun < 25


def test_what_is_left_is_what_was_allowed_less_what_is_spent() -> None:
    spent = Spent().after(Usage(100, 20, cost=0.5)).longer(30.0)
    assert left(Limits(60, 2.0, 1000, 90.0), spent) == Limits(None, 1.5, 880, 60.0)
    assert left(Limits(60, 0.25, 50, 10.0), spent) == Limits(None, 0.0, 0, 0.0)
    assert left(Limits(None, None, None, None), spent) == Limits(None, None, None, None)
