"""A model's answers, good and bad, from a real server on loopback, through the real library in its worker."""

from __future__ import annotations

from threading import Event as Flag
from typing import Any

import pytest
from model_turns import QUICK, TASK, Heard, agent, propose
from openai_plays import (
    acts,
    call,
    empty_choice,
    fails,
    never_ends,
    says,
)
from openai_server import Server

from sandbox.actions import Say, Shell, Submit, WriteFile
from sandbox.agents import corrections
from sandbox.agents.endpoint import NoModel
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.ports import Transcript, Turn


def test_a_tool_call_split_over_chunks_is_one_action_and_is_streamed_as_it_comes(
    server: Server, worker: Worker
) -> None:
    deltas = call("write", '{"path": "a.py", ', '"content": "x = ', "1\\n", 'y = 2\\n"}')
    server.play(says("I write a file.", *deltas))
    heard = Heard()
    made = agent(server, worker).propose(TASK, heard, Flag())
    assert made.action == WriteFile("a.py", "x = 1\ny = 2\n")
    assert made.thought == "I write a file."
    assert heard.of("thought").strip() == "I write a file."
    assert "x = 1\ny = 2\n" in heard.of("action")
    assert len(heard.parts) > 5
    assert made.notices == ()
    assert [tool["function"]["name"] for tool in server.requests[0]["tools"]] == [
        "bash", "read", "write", "edit", "list", "search", "submit",
    ]  # fmt: skip


def test_usage_counts_tokens_and_an_unknown_price_is_unknown_not_free(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"))
    usage = propose(agent(server, worker)).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens) == (1000, 50, 400)
    assert usage.cost is None
    assert usage.context is None


def test_a_known_model_has_a_price_and_a_window(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"))
    usage = propose(agent(server, worker, model="openai/gpt-4.1")).usage
    # 600 fresh at 2, 400 cached at 0.5, 50 out at 8 dollars per million tokens.
    assert usage.cost == pytest.approx(0.0018)
    assert usage.context == pytest.approx(1050 / 1047576)


def test_of_several_calls_the_first_is_done_and_the_others_are_told_one_at_a_time(
    server: Server, worker: Worker
) -> None:
    one = agent(server, worker)
    server.play(says("Both.", *call("bash", '{"command": "ls"}'), *call("submit", "{}", index=1)))
    first = propose(one)
    assert first.action == Shell("ls")
    propose(one, Transcript("build it", (Turn(first.thought, first.action, "a.py"),)))
    answers = [message["content"] for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert answers[0] == "a.py"
    assert "one action at a time" in answers[1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says("", *call("delete", "{}")), "There is no tool 'delete'"),
        (says("", *call("bash", '{"command": "ls')), "not valid JSON"),
        (says("", *call("bash", "[1]")), "an object is needed"),
        (says("", *call("write", '{"path": "a"}')), "missing required field `content`"),
        (says("", *call("write", '{"path": "a", "content": "x'), finish="length"), "cut off"),
        (says("I am thinking.", finish="stop"), "no tool call"),
        (says("", finish="stop"), "was empty"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_carried_out_is_corrected(
    server: Server, worker: Worker, answer: Any, words: str
) -> None:
    server.play(answer)
    action = propose(agent(server, worker)).action
    assert isinstance(action, Say)
    assert words in action.correction


def test_a_name_without_a_provider_is_explained(worker: Worker) -> None:
    with pytest.raises(NoModel, match="name both, such as openai/no-such-thing"):
        LitellmAgent("no-such-thing", patience=QUICK, worker=worker).check()


def test_a_model_that_answers_passes_its_check_with_one_cheap_call(server: Server, worker: Worker) -> None:
    server.play(says("ok", finish="stop"))
    agent(server, worker).check()
    assert len(server.requests) == 1
    assert server.requests[0]["max_tokens"] <= 32
    assert "tools" not in server.requests[0]


def test_a_server_that_cannot_stream_is_asked_for_whole_answers(server: Server, worker: Worker) -> None:
    server.play(empty_choice, acts("bash", command="ls"))
    made = propose(agent(server, worker))
    assert made.action == Shell("ls")
    assert server.requests[0]["stream"] is True
    assert not server.requests[1].get("stream")
    assert any("in one piece" in notice for notice in made.notices)


def test_one_empty_answer_of_a_server_that_streams_is_just_an_empty_answer(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"), says("", finish="stop"), acts("bash", command="ls"))
    one = agent(server, worker)
    assert propose(one).action == Shell("ls")
    assert propose(one).action == Say(corrections.EMPTY)
    assert propose(one).action == Shell("ls")
    assert [request["stream"] for request in server.requests] == [True, True, True]


def test_an_answer_without_choices_is_corrected(server: Server, worker: Worker) -> None:
    server.play(empty_choice)
    assert propose(agent(server, worker)).action == Say(corrections.EMPTY)


def test_an_answer_without_an_end_is_cut(server: Server, worker: Worker) -> None:
    server.play(never_ends)
    made = propose(agent(server, worker))
    assert isinstance(made.action, Say)
    assert "cut off" in made.action.correction
    assert len(made.thought) < 1000


def test_a_server_without_tool_calling_is_asked_in_fenced_text(server: Server, worker: Worker) -> None:
    fenced = says("I write.\n```write a.py\nx = 1\n```", finish="stop")
    server.play(fails(400, "tools are not supported by this model"), fenced)
    one = agent(server, worker)
    made = propose(one)
    assert made.action == WriteFile("a.py", "x = 1 \n") or made.action == WriteFile("a.py", "x = 1\n")
    assert made.thought.strip() == "I write."
    assert any("refuses tool calling" in notice for notice in made.notices)
    propose(one, Transcript("build it", (Turn(made.thought, made.action, "wrote a.py"),)))
    assert "tools" not in server.requests[-1]
    assert [message["role"] for message in server.requests[-1]["messages"]] == ["system", "user", "assistant", "user"]


def test_the_bash_scaffold_has_one_tool_and_submits_by_a_command(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"), acts("bash", command="submit"), acts("write", path="a", content="b"))
    one = agent(server, worker, "bash")
    assert propose(one).action == Shell("ls")
    assert propose(one).action == Submit()
    assert isinstance(propose(one).action, Say)
    assert [tool["function"]["name"] for tool in server.requests[0]["tools"]] == ["bash"]


def test_a_local_server_needs_no_key_and_gets_no_providers_key(
    server: Server, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-belongs-to-openai-0123456789")
    server.play(acts("bash", command="ls"))
    propose(agent(server, worker))
    assert "belongs-to-openai" not in server.headers[0]["authorization"]
