"""A model's answers, good and bad, from a real server on loopback, through the real library in its worker."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from threading import Event as Flag
from typing import Any

import pytest
from model_turns import QUICK, TASK, Heard, agent, propose
from openai_server import (
    Server,
    acts,
    call,
    drops_mid_stream,
    empty_choice,
    fails,
    garbage,
    hangs,
    hangs_mid_stream,
    never_ends,
    says,
)

from sandbox.actions import EditFile, Say, Shell, Submit, WriteFile
from sandbox.agents import corrections
from sandbox.agents.endpoint import NoModel
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.patience import Patience
from sandbox.agents.worker import Worker
from sandbox.ports import AgentFailed, Cancelled, Transcript, Turn


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


def test_a_name_without_a_provider_is_explained(worker: Worker) -> None:
    with pytest.raises(NoModel, match="name both, such as openai/no-such-thing"):
        LitellmAgent("no-such-thing", patience=QUICK, worker=worker).check()


def test_a_model_that_answers_passes_its_check_with_one_cheap_call(server: Server, worker: Worker) -> None:
    server.play(says("ok", finish="stop"))
    agent(server, worker).check()
    assert len(server.requests) == 1
    assert server.requests[0]["max_tokens"] <= 32
    assert "tools" not in server.requests[0]


def test_garbage_ends_the_run_with_one_clean_line(server: Server, worker: Worker) -> None:
    server.play(garbage)
    with pytest.raises(AgentFailed, match=r"^what came back is not what a model server sends, 3 times [^\n\x1b]+$"):
        propose(agent(server, worker))


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


@pytest.mark.parametrize("play", [hangs, hangs_mid_stream, fails(429, "slow", Retry_After="30")])
def test_cancelling_abandons_the_call_within_100_ms(server: Server, worker: Worker, play: Any) -> None:
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
    assert time.monotonic() - set_at[0] < 0.1
    server.released.set()


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


def test_a_server_that_is_not_there_is_named(worker: Worker) -> None:
    one = LitellmAgent("openai/tiny", api_base="http://127.0.0.1:9/v1", patience=QUICK, worker=worker)
    with pytest.raises(AgentFailed, match=r"tiny at http://127.0.0.1:9/v1 can't be asked: the connection[^\n]+ failed"):
        one.check()


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
