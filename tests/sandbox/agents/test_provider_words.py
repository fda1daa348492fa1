"""Refusals in the words of many providers: what is meant, whether it is worth another try, and what a person reads."""

from __future__ import annotations

import time
from dataclasses import replace
from email.utils import formatdate

import pytest
from model_turns import QUICK, agent, propose
from openai_plays import acts, event, fails, says, sends
from openai_server import Play, Server

from sandbox.actions import Shell
from sandbox.agents.endpoint import NoModel
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.ports import AgentFailed, Transcript, Turn

FULL = Transcript("build it", tuple(Turn("t", Shell("ls"), "x" * 20_000) for _ in range(4)))


SHORTENED = "the context window is nearly full: the 2 oldest observations were shortened"
FENCED = "the server refuses tool calling; the model acts in fenced text from here on"


@pytest.mark.parametrize(
    ("status", "words", "notice"),
    [
        (400, "This model's maximum context length is 8192 tokens.", SHORTENED),
        (400, "prompt is too long: 210000 tokens > 200000 maximum", SHORTENED),
        (400, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000", SHORTENED),
        (400, "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).", SHORTENED),
        (400, "the request exceeds the available context size. try increasing it", SHORTENED),
        (500, "context shift is disabled", SHORTENED),
        (500, "prompt too long; exceeded max context length by 5 tokens", SHORTENED),
        (400, "Please reduce the length of the messages or completion.", SHORTENED),
        (422, "inputs must have less than 4096 tokens. Given: 9000", SHORTENED),
        (413, "Payload too large", SHORTENED),
        (429, "Request too large for gpt-4.1 on tokens per min (TPM): Limit 30000, Requested 41000.", SHORTENED),
        (400, "Too many input tokens", SHORTENED),
        (400, "Input is too long for requested model.", SHORTENED),
        (400, "Range of input length should be [1, 129024]", SHORTENED),
        (400, "Your request exceeded model token limit: 8192 (requested: 9000)", SHORTENED),
        (400, "tools is not supported", FENCED),
        (404, "No endpoints found that support tool use.", FENCED),
        (422, "tools: Extra inputs are not permitted", FENCED),
        (400, '"auto" tool choice requires --enable-auto-tool-choice to be set', FENCED),
        (500, "tools param requires --jinja flag", FENCED),
        (501, "function calling not supported", FENCED),
    ],
)
def test_a_full_window_and_refused_tools_are_known_in_every_dialect(
    server: Server, worker: Worker, status: int, words: str, notice: str
) -> None:
    server.play(fails(status, words), says("I look.\n```bash\nls\n```", finish="stop"))
    made = propose(agent(server, worker), FULL)
    assert (made.action, made.notices) == (Shell("ls"), (notice,))


def test_a_full_window_that_is_told_within_the_stream_is_one(server: Server, worker: Worker) -> None:
    told = b'data: {"error": {"message": "maximum context length is 10", "code": "context_length_exceeded"}}\n\n'
    server.play(sends(event({"content": "I "}) + told), acts("bash", command="ls"))
    assert "oldest observations were shortened" in propose(agent(server, worker), FULL).notices[0]


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (fails(400, "max_tokens is too large: 99999"), "refused the call: max_tokens is too large"),
        (fails(402, "Insufficient Balance"), "refused the call: Insufficient Balance"),
        (fails(429, "You exceeded your current quota", "insufficient_quota"), "refused the call: You exceeded"),
        (fails(405, "Method Not Allowed"), "refused the call: Method Not Allowed"),
        (fails(403, "Country not supported"), "may not be used with this key, or from here; set SPAR_SERVER_KEY"),
        (sends(b'data: {"error": {"message": "Invalid key", "code": 401}}\n\n'), "the key for server was refused"),
    ],
)
def test_what_no_second_try_mends_is_tried_once(server: Server, worker: Worker, play: Play, words: str) -> None:
    server.play(play)
    with pytest.raises(AgentFailed, match=words):
        propose(agent(server, worker))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (fails(408, "slow"), r"^the provider didn't answer in time, 3 times in a row; try again later\. slow$"),
        (fails(409, "busy"), r"^the provider has trouble \(status 409\), 3 times"),
        (fails(529, "overloaded"), r"^the provider has trouble \(status 529\), 3 times"),
        (fails(429, "You exceeded your current quota"), "^the provider limits the rate of calls, 3 times"),
        (fails(400, "Failed to call a function.", "tool_use_failed"), r"^the provider has trouble \(status 400\)"),
        (sends(b'data: {"error": {"message": "Later", "code": 429}}\n\n'), "^the provider limits the rate of calls"),
        (sends(b'data: {"error": {"message": "Later", "code": 529}}\n\n'), r"^the provider has trouble \(status 529\)"),
        (sends(b'data: {"error": "boom"}\n\n'), "^the connection to the provider failed"),
    ],
)
def test_what_may_pass_is_tried_again(server: Server, worker: Worker, play: Play, words: str) -> None:
    server.play(play)
    with pytest.raises(AgentFailed, match=words):
        propose(agent(server, worker))
    assert len(server.requests) == 3


def test_a_rate_limit_that_ends_at_a_date_is_waited_out(server: Server, worker: Worker) -> None:
    server.play(
        lambda handler: fails(429, "slow", Retry_After=formatdate(time.time() + 2.5, usegmt=True))(handler),
        acts("bash", command="ls"),
    )
    begun = time.monotonic()
    made = propose(agent(server, worker, patience=replace(QUICK, longest_asked=9.0)))
    assert time.monotonic() - begun > 1.0  # A date has whole seconds.
    assert made.action == Shell("ls")


@pytest.mark.parametrize("asked", ["99999999999999999999999", "1e9"])
def test_nobody_waits_for_years(server: Server, worker: Worker, asked: str) -> None:
    server.play(fails(429, "slow", Retry_After=asked), acts("bash", command="ls"))
    begun = time.monotonic()
    propose(agent(server, worker))
    assert 0.3 <= time.monotonic() - begun < 60


@pytest.mark.parametrize("asked", ["-5", "nan", "inf", "soon", "", "Sun, 22 Nov 1970 22:25:53 GMT", "99 Foo 2026"])
def test_a_pause_that_makes_no_sense_is_our_own(server: Server, worker: Worker, asked: str) -> None:
    server.play(fails(429, "slow", Retry_After=asked), acts("bash", command="ls"))
    begun = time.monotonic()
    assert propose(agent(server, worker)).action == Shell("ls")
    assert time.monotonic() - begun < 60


def test_a_server_that_answers_elsewhere_is_told_from_one_without_the_model(server: Server, worker: Worker) -> None:
    server.play(fails(404, "404 page not found"))
    with pytest.raises(NoModel, match=r"/v1 is a server, but takes no model calls there; an address often ends in /v1"):
        agent(server, worker).check()
    server.play(fails(404, "The model `tiny` does not exist"))
    with pytest.raises(NoModel, match="there is no model 'openai/tiny' there"):
        agent(server, worker).check()


def test_words_that_come_as_json_are_said_without_it(server: Server, worker: Worker) -> None:
    base = server.base.removesuffix("/v1")
    one = LitellmAgent("anthropic/claude-sonnet-4-5", api_base=base, patience=QUICK, worker=worker)
    server.play(fails(400, "Your credit balance is too low."))
    with pytest.raises(AgentFailed, match=r"refused the call: Your credit balance is too low\.$"):
        one.check()


def test_a_connection_that_fails_says_why(worker: Worker) -> None:
    one = LitellmAgent("openai/tiny", api_base="http://127.0.0.1:9/v1", patience=QUICK, worker=worker)
    with pytest.raises(AgentFailed, match="Connection refused"):
        one.check()
