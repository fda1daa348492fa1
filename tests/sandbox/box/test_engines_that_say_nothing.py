"""An engine that takes calls and answers none: given up soon, and a person reads meanwhile what is waited for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox import launching
from sandbox.box import docker_engine
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.image import engine
from sandbox.ports import EnvironmentLacks
from sandbox.prepare import prepare
from tasks.catalogue import find


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine that the environment names; its socket takes calls that nobody ever hears."""
    place = f"{tmp_path}/silent.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{place}")
    monkeypatch.setattr(engine, "FIRST_ANSWER", 1.5)
    monkeypatch.setattr(launching, "SOON", 0.2)
    docker_engine.engine.cache_clear()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen(16)
        yield


@pytest.mark.usefixtures("silent")
def test_a_person_reads_what_is_waited_for_and_that_docker_is_to_be_restarted() -> None:
    told: list[str] = []
    with pytest.raises(EnvironmentLacks, match=r"takes calls and answers none") as raised:
        launching.make_launcher(find("flask/none"), "docker", lambda words, share: told.append(words))
    assert set(told) == {"waiting for the Docker engine to answer"}
    assert raised.value.remedy == f"{engine.RESTART}, or take the local box: --box local"


@pytest.mark.usefixtures("silent")
def test_without_a_kind_the_engine_is_waited_for_once() -> None:
    asked = []

    def available() -> str | None:
        asked.append(1)
        return docker_engine.docker_available()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launching, "docker_available", available)
        patch.setattr("sandbox.toolchain.toolchain.ensure", lambda *_, **__: None)
        patch.setattr(launching, "bubblewrap_available", lambda: None)
        launcher = launching.make_launcher(find("flask/none"), None, lambda words, share: None)
    assert (launcher.kind, len(asked)) == ("local", 1)


@pytest.mark.usefixtures("silent")
def test_a_wait_for_the_engine_can_be_left() -> None:
    def leave(words: str, share: float | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        launching.why_no_docker(leave)


@pytest.mark.usefixtures("silent")
def test_preparing_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("sandbox.prepare._ready", lambda kind, task, progress: [kind])
    assert set(prepare(False, lambda words, share: told.append(words))) == {"local"}
    assert "waiting for the Docker engine to answer" in told


class _Engine(BaseHTTPRequestHandler):
    """As much of an engine as a client asks for when it connects."""

    def do_GET(self) -> None:
        body = b"OK" if self.path.endswith("_ping") else b'{"ApiVersion": "1.43"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


class _Listening(ThreadingHTTPServer):
    address_family = socket.AF_UNIX
    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        return self.socket.accept()[0], ("local", 0)


def test_an_engine_that_ended_since_it_was_asked_first_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "engine.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{place}")
    docker_engine.engine.cache_clear()
    with _Listening(str(place), _Engine) as listening:  # type: ignore[arg-type]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        assert docker_engine.docker_available() is None
        docker_engine.engine()
        listening.shutdown()
    place.unlink()
    assert "no such file" in (docker_engine.docker_available() or "")
    with pytest.raises(EnvironmentLacks, match="Docker failed"):
        DockerLauncher("spar:none").environment()
    docker_engine.engine.cache_clear()
