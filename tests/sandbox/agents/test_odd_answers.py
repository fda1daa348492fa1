"""Answers that are not what the protocol says, or more than anybody asked for: corrected, bounded, no traceback."""

from __future__ import annotations

import time
from typing import Any

import pytest
from model_turns import agent, propose
from openai_plays import acts, answers, call, event, fails, says, sends
from openai_server import Handler, Play, Server

from sandbox.actions import Say, Shell, Submit
from sandbox.agents import corrections
from sandbox.agents.tool_calls import Call, action_of
from sandbox.agents.worker import Worker
from sandbox.events import StepProposed, encode
from sandbox.ports import AgentFailed, Transcript, Turn

DONE = b"data: [DONE]\n\n"


def streams(*deltas: dict[str, Any], finish: str = "tool_calls") -> Play:
    return sends(b"".join(event(delta) for delta in deltas) + event({}, finish) + DONE)


def piece(**call: Any) -> dict[str, Any]:
    return {"tool_calls": [{"type": "function", **call}]}


LS = {"name": "bash", "arguments": '{"command": "ls"}'}
PWD = {"name": "bash", "arguments": '{"command": "pwd"}'}


@pytest.mark.parametrize(
    "play",
    [
        streams(*call("bash", '{"command": ', '"ls"}', index=3)),
        streams(piece(id="a", function=LS)),
        streams(piece(id="a", index=None, function=LS)),
        streams(piece(id="a", index=0, function={"name": "bash", "arguments": {"command": "ls"}})),
        streams(piece(id="a", index=0, function={**LS, "arguments": ""}), piece(id="a", index=0, function=LS)),
        streams({"content": None, "tool_calls": None}, piece(id="a", index=0, function=LS)),
        sends(b": ping\r\n\r\n" + event(piece(id="a", index=0, function=LS)).replace(b"\n", b"\r\n") + DONE),
        sends(event(piece(id="a", index=0, function=LS), x=1) + DONE, kind="text/plain"),
        sends(b'data: {"id": "c", "choices": null}\n\n' + event(piece(id="a", index=0, function=LS)) + DONE),
    ],
)
def test_a_call_is_understood_in_the_dialects_of_other_servers(server: Server, worker: Worker, play: Play) -> None:
    server.play(play)
    made = propose(agent(server, worker))
    assert (made.action, made.notices) == (Shell("ls"), ())


def test_two_calls_that_share_an_index_are_two(server: Server, worker: Worker) -> None:
    one = agent(server, worker)
    server.play(streams(piece(id="a", index=0, function=LS), piece(id="b", index=0, function=PWD)))
    first = propose(one)
    assert first.action == Shell("ls")
    propose(one, Transcript("build it", (Turn(first.thought, first.action, "a.py"),)))
    answered = [message["content"] for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert answered == ["a.py", corrections.ONE_AT_A_TIME]


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (streams({"content": "Hello."}, finish="content_filter"), corrections.FILTERED),
        (streams({}, finish="content_filter"), corrections.FILTERED),
        (streams(*call("bash", '{"comm'), finish="content_filter"), corrections.FILTERED),
        (streams({}, finish="length"), corrections.CUT),
        (streams({"reasoning_content": "Hm."}, finish="stop"), corrections.NO_CALL),
        (streams({"content": "Hello."}, finish="what-else"), corrections.NO_CALL),
    ],
)
def test_how_an_answer_ended_decides_what_the_model_is_told(
    server: Server, worker: Worker, play: Play, words: str
) -> None:
    server.play(play)
    assert propose(agent(server, worker)).action == Say(words)


def test_a_whole_call_counts_however_the_answer_ended(server: Server, worker: Worker) -> None:
    server.play(streams(piece(id="a", index=0, function=LS), finish="length"))
    assert propose(agent(server, worker)).action == Shell("ls")


@pytest.mark.parametrize(
    "nothing", [says("", finish="stop"), says("  \n", finish="stop"), streams({}, finish="length")]
)
def test_the_third_answer_of_nothing_in_a_row_is_the_last(server: Server, worker: Worker, nothing: Play) -> None:
    one = agent(server, worker)
    server.play(nothing)
    for _ in range(3):
        assert isinstance(propose(one).action, Say)
    asked = len(server.requests)
    with pytest.raises(AgentFailed, match=r"^openai/tiny answered nothing 3 times in a row; [^\n]+$"):
        propose(one)
    assert len(server.requests) == asked
    assert isinstance(propose(one).action, Say), "whoever goes on may ask again"


def test_an_answer_in_between_begins_the_count_again(server: Server, worker: Worker) -> None:
    nothing, reasoning = streams({}, finish="length"), streams({"reasoning_content": "Hm."}, finish="stop")
    one = agent(server, worker)
    server.play(nothing, reasoning, acts("bash", command="ls"), reasoning, nothing, acts("submit"))
    made = [propose(one).action for _ in range(6)]
    assert made[2:] == [Shell("ls"), Say(corrections.NO_CALL), Say(corrections.CUT), Submit()]


@pytest.mark.parametrize("begin", ["<think>", "\n<think>\n", ""])
def test_a_block_in_a_models_reasoning_is_not_carried_out(server: Server, worker: Worker, begin: str) -> None:
    said = f"{begin}Should I?\n```bash\nrm -r .\n```\nNo.</think>\nI look.\n```bash\nls\n```"
    server.play(fails(400, "tools are not supported"), streams({"content": said}, finish="stop"))
    made = propose(agent(server, worker))
    assert (made.thought, made.action) == ("I look.", Shell("ls"))


def test_reasoning_that_was_cut_is_no_speech(server: Server, worker: Worker) -> None:
    server.play(streams({"content": "<think>Should I?\n```bash\nrm -r .\n```"}, finish="length"))
    made = propose(agent(server, worker))
    assert made.action == Say(corrections.CUT)
    assert made.thought.startswith("Should I?")


def test_a_hundred_equal_fragments_are_an_answer(server: Server, worker: Worker) -> None:
    server.play(streams(*({"content": "-----"} for _ in range(300)), *call("bash", '{"command": "ls"}')))
    made = propose(agent(server, worker))
    assert (made.action, made.thought, made.notices) == (Shell("ls"), "-" * 1500, ())


def test_half_a_surrogate_pair_ends_neither_a_call_nor_a_journal(server: Server, worker: Worker) -> None:
    server.play(streams({"content": "a\ud800b"}, *call("bash", '{"command": "echo \\ud800"}')))
    made = propose(agent(server, worker))
    assert (made.thought, made.action, made.notices) == ("a?b", Shell("echo ?"), ())
    assert encode(StepProposed(1, 0, made.thought, made.action, 0.0))
    for name in ("submit", "write", "bash"):
        text = '{"message": "\\ud800", "path": "\\udfff", "content": "\\ud800", "command": "\\ud800"}'
        assert encode(StepProposed(1, 0, "", action_of(Call(name, text), "tools"), 0.0))


def test_a_time_out_that_a_model_makes_up_is_not_taken() -> None:
    assert action_of(Call("bash", '{"command": "ls", "timeout": 120000, "why": 1}'), "tools") == Shell("ls")


HUGE = "x" * 20_000_000


@pytest.mark.parametrize(
    "play",
    [
        sends(event({"content": HUGE}) + event({}, "stop") + DONE),
        sends(event({"content": "x" * 1_000_000}) + event({}, "stop") + DONE),
        streams(*call("bash", '{"command": "' + "x" * 1_000_000 + '"}')),
        sends(b"data: " + b"x" * 30_000_000),
    ],
    ids=["20 MB in one event", "1 MB in one event", "1 MB of arguments", "no line's end"],
)
def test_a_huge_answer_is_read_as_far_as_it_can_be_used(server: Server, worker: Worker, play: Play) -> None:
    server.play(play)
    begun = time.monotonic()
    made = propose(agent(server, worker))
    assert made.action == Say(corrections.CUT)
    assert len(made.thought) <= 300
    assert made.usage.completion_tokens > 50_000, "it was written, and is charged"
    assert time.monotonic() - begun < 30


def test_a_whole_answer_without_an_end_is_not_waited_for(server: Server, worker: Worker) -> None:
    def floods(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(b'{"choices": [{"message": {"content": "')
        while not handler.owner.released.wait(0.05):
            handler.wfile.write(b"x" * 100_000)

    server.play(says("", finish="stop"), floods)
    begun = time.monotonic()
    made = propose(agent(server, worker))
    server.released.set()
    assert made.action == Say(corrections.CUT)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "play",
    [
        answers(b"<html>\x1b[2J502 Bad Gateway</html>", "text/html"),
        answers(b"\x00\xff\x1b]0;own\x07" * 1000, "application/octet-stream"),
        answers([1, 2]),
        answers({"choices": "none"}),
        sends(b'data: 5\n\ndata: "x"\n\n' + DONE),
        sends(event({"content": "x"}, usage={"prompt_tokens": "many"}) + DONE),
    ],
)
def test_what_is_no_answer_is_said_in_one_printable_line(server: Server, worker: Worker, play: Play) -> None:
    server.play(play)
    with pytest.raises(AgentFailed, match="is not what a model server sends, 3 times in a row") as caught:
        propose(agent(server, worker))
    assert str(caught.value).isprintable()
    assert "Traceback" not in str(caught.value)


def test_an_error_page_of_megabytes_costs_no_time(server: Server, worker: Worker) -> None:
    server.play(lambda handler: handler.send(502, b"<html>\x1b[2J" + b"x" * 3_000_000, "text/html"))
    begun = time.monotonic()
    with pytest.raises(AgentFailed, match=r"status 502\), 3 times") as caught:
        propose(agent(server, worker))
    assert str(caught.value).isprintable()
    assert time.monotonic() - begun < 30


def test_a_servers_words_never_carry_terminal_escapes(server: Server, worker: Worker) -> None:
    server.play(fails(401, "\x1b[2J\x1b]0;own\x07no\nkey \u202e"))
    with pytest.raises(AgentFailed, match="the key for server was refused") as caught:
        agent(server, worker).check()
    assert str(caught.value).isprintable()


def test_a_model_that_only_talks_is_spoken_of_every_few_steps(server: Server, worker: Worker) -> None:
    server.play(says("I would begin with a plan.", finish="stop"))
    talk = Turn("I would begin with a plan.", Say(corrections.NO_CALL), corrections.NO_CALL)
    one, acted = agent(server, worker), Turn("look", Shell("ls"), "a.py")

    def notices(*turns: Turn) -> tuple[str, ...]:
        return propose(one, Transcript("build it", turns)).notices

    assert notices(acted, talk, talk, talk) == ()
    assert "5 answers in a row" in notices(acted, talk, talk, talk, talk)[0]
    assert notices(*[talk] * 5) == ()
    assert "10 answers in a row" in notices(acted, *[talk] * 9)[0]
    assert notices(talk, talk, talk, talk, acted) == ()
