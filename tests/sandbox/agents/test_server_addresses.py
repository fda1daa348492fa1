"""Addresses of servers as people type them: mended where it is clear what is meant, refused in one line where not."""

from __future__ import annotations

import socket
import threading
from http.server import ThreadingHTTPServer

import pytest
from model_turns import QUICK
from openai_plays import says
from openai_server import Handler, Server

from sandbox.agents.endpoint import Endpoint, NoModel
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.ports import AgentFailed

BASE = "http://127.0.0.1:8000/v1"


@pytest.mark.parametrize(
    "typed", [BASE, f" {BASE} ", f"{BASE}/", f"{BASE}/chat/completions", f"{BASE}/chat/completions/"]
)
def test_what_is_too_much_of_an_address_is_left_out(typed: str) -> None:
    assert Endpoint.of(" openai/x ", typed) == Endpoint("openai/x", BASE)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "127.0.0.1:8000", "file:///etc/passwd", "ftp://host/v1", "http://", "http:///v1", "http://[::1",
        "http://a b/v1", "http://127.0.0.1:abc/v1", "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:0/v1", "http://\x1b[2J/v1", "http://a\nb",
    ],
)  # fmt: skip
def test_what_is_no_address_is_said_in_one_line(typed: str) -> None:
    with pytest.raises(NoModel, match=r"^[^\n\x1b]+ is no address of a server; one looks like http://127"):
        Endpoint.of("openai/x", typed)


def test_no_secret_of_an_address_is_said(worker: Worker) -> None:
    base = "http://me:word@127.0.0.1:9/v1?key=abc"
    with pytest.raises(AgentFailed, match=r"^openai/x at http://127.0.0.1:9/v1 can't be asked") as caught:
        LitellmAgent("openai/x", api_base=base, patience=QUICK, worker=worker).check()
    assert "word" not in str(caught.value)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize("end", ["", "/", "/chat/completions"])
def test_each_spelling_reaches_the_same_place(server: Server, worker: Worker, end: str) -> None:
    server.play(says("ok", finish="stop"))
    LitellmAgent("openai/x", api_base=server.base + end, patience=QUICK, worker=worker).check()
    assert server.paths == ["/v1/chat/completions"]


def test_an_ipv6_address_is_one(worker: Worker, server: Server) -> None:
    class Six(ThreadingHTTPServer):
        address_family = socket.AF_INET6

    try:
        six = Six(("::1", 0), Handler)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    six.owner = server  # type: ignore[attr-defined]
    threading.Thread(target=six.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    server.play(says("ok", finish="stop"))
    base = f"http://[::1]:{six.server_address[1]}/v1"
    LitellmAgent("openai/x", api_base=base, patience=QUICK, worker=worker).check()
    six.shutdown()
    six.server_close()
    assert len(server.requests) == 1


def test_what_speaks_another_protocol_is_a_connection_that_failed(worker: Worker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greets() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(b"SSH-2.0-OpenSSH_9.0\r\n")
                    connection.recv(100)

        threading.Thread(target=greets, daemon=True).start()
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        with pytest.raises(
            AgentFailed, match=r"can't be asked: the connection to the provider failed, 2 times"
        ) as caught:
            LitellmAgent("openai/x", api_base=base, patience=QUICK, worker=worker).check()
        assert str(caught.value).isprintable()
        listening.shutdown(socket.SHUT_RDWR)


def test_an_agent_is_called_by_its_models_whole_name(worker: Worker) -> None:
    assert LitellmAgent("openai/x", api_base="http://127.0.0.1:9/v1", worker=worker).label == "openai/x, tools"
