"""Trouble with a provider: waited out while it may pass, said in one line when it does not, left when cancelled."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from threading import Event as Flag
from typing import Any

import pytest
from model_turns import QUICK, TASK, Heard, agent, propose
from openai_plays import (
    acts,
    drops_mid_stream,
    fails,
    garbage,
    hangs,
    hangs_mid_stream,
)
from openai_server import Server

from sandbox.actions import Shell
from sandbox.agents.endpoint import NoModel
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.patience import Patience
from sandbox.agents.worker import Worker
from sandbox.ports import AgentFailed, Cancelled


def test_a_rate_limit_is_waited_out_as_long_as_the_provider_asks(server: Server, worker: Worker) -> None:
    server.play(fails(429, "slow down", Retry_After="0.25"), acts("bash", command="ls"))
    begun = time.monotonic()
    made = propose(agent(server, worker))
    assert time.monotonic() - begun >= 0.25
    assert made.action == Shell("ls")
    assert len(made.notices) == 1
    assert "limits the rate" in made.notices[0]


@pytest.mark.parametrize(
    "trouble", [fails(500, "oops"), fails(503, "overloaded"), drops_mid_stream, hangs, hangs_mid_stream]
)
def test_trouble_that_passes_is_tried_again_and_told(server: Server, worker: Worker, trouble: Any) -> None:
    server.play(trouble, acts("bash", "Now it works.", command="ls"))
    made = propose(agent(server, worker, patience=replace(QUICK, silence=4.0)))
    server.released.set()
    assert made.action == Shell("ls")
    assert made.thought == "Now it works."
    assert len(made.notices) == 1
    assert "asked again" in made.notices[0]


def test_trouble_that_stays_ends_the_run_with_one_line(server: Server, worker: Worker) -> None:
    server.play(fails(500, "still broken"))
    with pytest.raises(AgentFailed, match=r"status 500.*3 times in a row") as caught:
        propose(agent(server, worker))
    assert "\n" not in str(caught.value)
    assert len(server.requests) == 3


def test_a_refused_key_is_not_tried_twice(server: Server, worker: Worker) -> None:
    server.play(fails(401, "Incorrect API key provided", "invalid_api_key"))
    with pytest.raises(AgentFailed, match="the key for server was refused; set SPAR_SERVER_KEY"):
        agent(server, worker).check()
    assert len(server.requests) == 1


def test_an_unknown_model_is_said_before_the_first_step(server: Server, worker: Worker) -> None:
    server.play(fails(404, "The model `tiny` does not exist", "model_not_found"))
    with pytest.raises(NoModel, match="there is no model 'openai/tiny' there"):
        agent(server, worker).check()


def test_garbage_ends_the_run_with_one_clean_line(server: Server, worker: Worker) -> None:
    server.play(garbage)
    with pytest.raises(AgentFailed, match=r"^what came back is not what a model server sends, 3 times [^\n\x1b]+$"):
        propose(agent(server, worker))


def test_a_limit_that_is_counted_by_the_minute_is_outlasted() -> None:
    patience = Patience()
    assert sum(patience.pause(attempt) for attempt in range(1, patience.attempts)) > 60


@pytest.mark.parametrize("play", [hangs, hangs_mid_stream, fails(429, "slow", Retry_After="30")])
def test_cancelling_abandons_the_call_at_once(server: Server, worker: Worker, play: Any) -> None:
    server.play(play)
    cancel = Flag()
    patience = Patience(silence=15, longest_asked=30)
    one = LitellmAgent("openai/tiny", api_base=server.base, patience=patience, worker=worker)
    set_at: list[float] = []

    def later() -> None:
        while not server.requests:
            time.sleep(0.01)
        time.sleep(0.3)
        set_at.append(time.monotonic())
        cancel.set()

    threading.Thread(target=later).start()
    with pytest.raises(Cancelled):
        one.propose(TASK, Heard(), cancel)
    assert time.monotonic() - set_at[0] < 5, "a hang is waited for 15 s, and the pause asked for is 30 s"
    server.released.set()


def test_a_server_that_is_not_there_is_named(worker: Worker) -> None:
    one = LitellmAgent("openai/tiny", api_base="http://127.0.0.1:9/v1", patience=QUICK, worker=worker)
    with pytest.raises(AgentFailed, match=r"tiny at http://127.0.0.1:9/v1 can't be asked: the connection[^\n]+ failed"):
        one.check()
