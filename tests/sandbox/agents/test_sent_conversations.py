"""What a model is sent: a conversation that grows at its end, fits its window, and is marked for a cache."""

from __future__ import annotations

import pytest
from model_turns import QUICK, agent, propose
from openai_plays import (
    acts,
    fails,
)
from openai_server import Server

from sandbox.actions import EditFile, Shell, WriteFile
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.ports import AgentFailed, Transcript, Turn


def test_the_rebuilt_conversation_only_grows_at_its_end(server: Server, worker: Worker) -> None:
    one = agent(server, worker)
    server.play(acts("bash", command="ls"))
    turns = (Turn("look", Shell("ls"), "a.py\n[exit status 0]"), Turn("", EditFile("a.py", "1", "2"), "edited"))
    for count in range(3):
        propose(one, Transcript("build it", turns[:count]))
    sent = [request["messages"] for request in server.requests]
    assert sent[1][: len(sent[0])] == sent[0]
    assert sent[2][: len(sent[1])] == sent[1]
    assert sent[2][2]["tool_calls"][0]["function"] == {"name": "bash", "arguments": '{"command": "ls"}'}
    assert sent[2][3]["role"] == "tool"
    assert sent[2][3]["content"] == "a.py\n[exit status 0]"


def test_a_full_window_shortens_the_oldest_observations_first(server: Server, worker: Worker) -> None:
    full = fails(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded")
    server.play(full, acts("bash", command="ls"))
    turns = tuple(Turn(f"t{n}", Shell(f"cat {n}"), f"begin{n} " + "x" * 20_000 + f" end{n}") for n in range(4))
    made = propose(agent(server, worker), Transcript("build it", turns))
    assert any("oldest observations were shortened" in notice for notice in made.notices)
    replies = [message["content"] for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert len(replies[0]) < 2000
    assert replies[0].startswith("begin0")
    assert replies[0].endswith("end0")
    assert len(replies[3]) > 20_000


def test_a_known_window_is_kept_to_before_the_provider_complains(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"))
    turns = tuple(Turn(f"t{n}", WriteFile(f"{n}.py", "x" * 20_000), "y" * 60_000) for n in range(5))
    made = propose(agent(server, worker, model="openai/gpt-3.5-turbo"), Transcript("build it", turns))
    sent = server.requests[0]["messages"]
    assert sum(len(str(message)) for message in sent) < 16_385 * 3.5 * 0.9
    assert [message["role"] for message in sent].count("tool") == 5
    assert made.notices == (
        "the context window is nearly full: the 5 oldest observations and 4 oldest actions were shortened",
    )


def test_claude_is_sent_marks_for_its_cache(server: Server, worker: Worker) -> None:
    base = server.base.removesuffix("/v1")
    one = LitellmAgent("anthropic/claude-sonnet-4-5", api_base=base, patience=QUICK, worker=worker)
    server.play(fails(401, "that is enough"))
    turns = tuple(Turn(f"t{n}", Shell("ls"), f"reply{n}") for n in range(4))
    with pytest.raises(AgentFailed, match="refused"):
        propose(one, Transcript("build it", turns))
    sent = server.requests[0]
    assert "cache_control" in sent["system"][0]
    marked = [block for message in sent["messages"] for block in message["content"] if "cache_control" in block]
    assert [block["type"] for block in marked] == ["text", "tool_result", "tool_result"]
    assert marked[0]["text"] == "build it"


def test_a_prompt_that_can_never_fit_is_said_in_one_line(server: Server, worker: Worker) -> None:
    server.play(fails(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded"))
    with pytest.raises(AgentFailed, match="doesn't fit"):
        propose(agent(server, worker))
