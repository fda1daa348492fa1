"""A stream that breaks off is asked for again, whatever the connection says; one that says `[DONE]` is whole."""

from __future__ import annotations

import json
from threading import Event as Flag
from typing import Any

import pytest
from model_turns import QUICK, TASK, Heard, agent, propose
from openai_plays import acts, call, event, says, sends
from openai_server import Handler, Play, Server

from sandbox.actions import Say, Shell
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.ports import Cancelled

TEXT = event({"role": "assistant", "content": ""}) + event({"content": "I look at "})
HALF = b"".join(event(delta) for delta in call("bash", '{"comm', 'and": "l'))
CALL = b"".join(event(delta) for delta in call("bash", '{"comm', 'and": "pwd"}'))
DONE = b"data: [DONE]\n\n"

MODELS = {"openai": "openai/tiny", "gemini": "gemini/gemini-2.5-pro"}
FRAMINGS = ["close", "chunked", "cut", "short"]


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(
    "came",
    [TEXT, TEXT + HALF, TEXT + CALL, TEXT + b'data: {"id": "c1", "cho'],
    ids=["in the words", "in a call", "after a call", "in an event"],
)
def test_a_cut_answer_is_dropped_and_asked_for_again(server: Server, worker: Worker, came: bytes, framing: str) -> None:
    server.play(sends(came, framing=framing), acts("bash", "Now whole.", command="ls"))
    heard = Heard()
    made = agent(server, worker).propose(TASK, heard, Flag())
    assert (made.thought, made.action) == ("Now whole.", Shell("ls"))
    assert len(server.requests) == 2
    (notice,) = made.notices
    assert "what came of the answer is dropped; asked again after" in notice
    assert notice in heard.of("thought")


def test_a_screen_sees_where_the_new_answer_begins(server: Server, worker: Worker) -> None:
    server.play(sends(TEXT + HALF), acts("bash", command="ls"))
    heard = Heard()
    agent(server, worker).propose(TASK, heard, Flag())
    assert 'and": "l\n[broke off; none of this is done]\nbash' in heard.of("action")


@pytest.mark.parametrize("framing", ["close", "chunked"])
@pytest.mark.parametrize("end", [DONE, b"data: [DONE]", b"data: [DONE]\r\n\r\n", b": bye\n\ndata: [DONE]\n"])
def test_a_server_that_gives_no_finish_reason_but_says_done_is_done(
    server: Server, worker: Worker, end: bytes, framing: str
) -> None:
    server.play(sends(TEXT + CALL + end, framing=framing))
    made = propose(agent(server, worker))
    assert (made.thought, made.action, made.notices) == ("I look at", Shell("pwd"), ())
    assert len(server.requests) == 1


def test_a_finish_reason_is_an_end_without_done(server: Server, worker: Worker) -> None:
    server.play(sends(TEXT + CALL + event({}, "tool_calls")))
    made = propose(agent(server, worker))
    assert (made.action, made.notices) == (Shell("pwd"), ())


def test_words_alone_that_are_done_are_corrected_not_asked_for_again(server: Server, worker: Worker) -> None:
    server.play(sends(TEXT + DONE))
    assert isinstance(propose(agent(server, worker)).action, Say)
    assert len(server.requests) == 1


def ends_without_a_word() -> Play:
    """Streams that just end, each of them; whole answers are well."""
    whole = acts("bash", "Whole.", command="ls")
    return lambda handler: (sends(TEXT + CALL) if handler.owner.requests[-1].get("stream") else whole)(handler)


def test_a_server_whose_streams_never_say_their_end_is_asked_for_whole_answers(server: Server, worker: Worker) -> None:
    server.play(ends_without_a_word())
    one = agent(server, worker)
    made = propose(one)
    assert (made.thought, made.action) == ("Whole.", Shell("ls"))
    assert "streams end too early; its answers now come in one piece" in made.notices[-1]
    assert propose(one).notices == ()
    assert [bool(request.get("stream")) for request in server.requests] == [True, True, False, False]


def test_an_answer_after_a_cut_one_may_be_a_stream_again(server: Server, worker: Worker) -> None:
    server.play(acts("bash", command="ls"), sends(TEXT), says("Well.", *call("bash", '{"command": "ls"}')))
    one = agent(server, worker)
    for _ in range(3):
        assert propose(one).action == Shell("ls")
    assert [request["stream"] for request in server.requests] == [True] * 4


def events(*said: dict[str, Any]) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in said)


CLAUDE = (
    {"type": "message_start", "message": {
        "id": "m", "type": "message", "role": "assistant", "content": [], "model": "claude", "stop_reason": None,
        "usage": {"input_tokens": 100, "output_tokens": 1},
    }},
    {"type": "content_block_start", "index": 0, "content_block": {
        "type": "tool_use", "id": "t", "name": "bash", "input": {},
    }},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"command": '}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": '"ls"}'}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 20}},
    {"type": "message_stop"},
)  # fmt: skip


def claude(server: Server, worker: Worker) -> LitellmAgent:
    base = server.base.removesuffix("/v1")
    return LitellmAgent("anthropic/claude-sonnet-4-5", api_base=base, patience=QUICK, worker=worker)


@pytest.mark.parametrize("came", [3, 4, 5])
def test_a_cut_answer_of_claude_is_one_too(server: Server, worker: Worker, came: int) -> None:
    one = claude(server, worker)
    server.play(sends(events(*CLAUDE)))
    assert propose(one).notices == ()
    server.play(sends(events(*CLAUDE[:came])), sends(events(*CLAUDE)))
    made = propose(one)
    assert made.action == Shell("ls")
    assert len(made.notices) == 1


def test_many_cut_answers_of_claude_leave_a_worker_that_answers(server: Server, worker: Worker) -> None:
    """The library leaves these streams open; one that was collected inside its pool's lock stopped all that follow."""
    one = claude(server, worker)
    for came in [3, 4, 5] * 33:  # Three of four such rows met it, most within 50.
        server.play(sends(events(*CLAUDE[:came])), sends(events(*CLAUDE)))
        assert len(propose(one).notices) == 1


def gemini(part: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0, **more}]}


def test_a_whole_answer_of_gemini_is_whole(server: Server, worker: Worker) -> None:
    one = agent(server, worker, model=MODELS["gemini"])
    call = {"functionCall": {"name": "bash", "args": {"command": "ls"}}}
    server.play(sends(events(gemini({"text": "I look."}), gemini(call, finishReason="STOP"))))
    made = propose(one)
    assert (made.thought, made.action, made.notices) == ("I look.", Shell("ls"), ())
    server.play(sends(events(gemini({"text": "I talk."}, finishReason="STOP"))))
    assert propose(one).notices == ()


def tells_on(began: bytes, goes_on: bytes) -> Play:
    """A stream without an end; the server notes when its reader has gone."""

    def play(handler: Handler) -> None:
        handler.open_stream()
        handler.wfile.write(began)
        try:
            while not handler.owner.released.wait(0.02):
                handler.wfile.write(goes_on)
        except OSError:
            handler.owner.left.set()

    return play


@pytest.mark.parametrize(
    ("provider", "began", "goes_on"),
    [
        ("openai", TEXT, event({"content": "on "})),
        ("claude", events(*CLAUDE[:3]), events(CLAUDE[2])),
        ("gemini", b"", events(gemini({"text": "on "}))),
    ],
    ids=["openai", "claude", "gemini"],
)
def test_an_answer_that_is_stopped_is_not_written_further(
    server: Server, worker: Worker, provider: str, began: bytes, goes_on: bytes
) -> None:
    server.play(tells_on(began, goes_on))
    one = claude(server, worker) if provider == "claude" else agent(server, worker, model=MODELS[provider])
    cancel = Flag()
    with pytest.raises(Cancelled):
        one.propose(TASK, lambda *_: cancel.set(), cancel)
    assert server.left.wait(20)


def test_bytes_may_come_one_at_a_time(server: Server, worker: Worker) -> None:
    said = event({"content": "grüße ✓ 日本"}).decode().encode()
    whole = said.replace(rb"gr\u00fc\u00dfe \u2713 \u65e5\u672c", "grüße ✓ 日本 \u2028 👍".encode()) + CALL
    assert "👍".encode() in whole
    server.play(sends(*(bytes([one]) for one in whole + event({}, "tool_calls") + DONE), framing="chunked"))
    assert propose(agent(server, worker)).thought == "grüße ✓ 日本 \u2028 👍"
