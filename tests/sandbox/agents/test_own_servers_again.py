"""A session with a model of one's own server goes on there; a session from elsewhere says nothing about servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import assembly, resume
from sandbox.agents.human import HumanAgent
from sandbox.choices import Choices
from sandbox.events import SessionStarted
from sandbox.ports import Agent, AgentFailed, Box, EnvironmentLacks
from sandbox.store import journal
from sandbox.store.session_store import FOREIGN, SessionStore
from tasks import catalogue
from tasks.task import Task

BASE = "http://127.0.0.1:9801/v1"


class NoLauncher:
    """Names a box and has none."""

    kind = "local"

    def environment(self) -> str:
        return "none"

    def launch(self, *_: object, **__: object) -> Box:
        raise EnvironmentLacks("no box here")


class PlayedModel(HumanAgent):
    """Says that it is a model, and is never asked."""

    name = "litellm"


def begun(api_base: str) -> Path:
    choices = Choices(agent="litellm", model="openai/x", api_base=api_base)
    store = SessionStore()
    task = catalogue.find("flask/none")
    live = assembly.new_session(task, PlayedModel(), NoLauncher(), choices, store)  # type: ignore[arg-type]
    live.close()
    return store.folder(live.id)


def asked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Choices:
    """The choices that `resume` makes its agent of."""
    seen: list[Choices] = []

    def make_agent(choices: Choices, task: Task, *, lively: bool) -> Agent:
        seen.append(choices)
        raise AgentFailed("enough")

    monkeypatch.setattr(resume, "make_agent", make_agent)
    with pytest.raises(AgentFailed, match="enough"):
        resume.resume(folder, resume.choices_again(journal.read(folder).events), lambda *_: None)
    return seen[0]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "data"))


def test_a_session_goes_on_at_the_server_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_again(begun(BASE), monkeypatch).api_base == BASE


def test_a_session_from_elsewhere_names_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(BASE)
    (folder / FOREIGN).touch()
    assert asked_again(folder, monkeypatch).api_base is None


WITH_A_SECRET = "http://127.0.0.1:9801/v1?key=abc"
"""Not kept: the session is like one from before servers were kept at all."""


def test_a_session_that_names_no_server_goes_on_at_the_one_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, elsewhere = begun(WITH_A_SECRET), begun(BASE)
    (elsewhere / FOREIGN).touch()
    monkeypatch.setenv("SPAR_API_BASE", "http://127.0.0.1:9802/v1")
    assert asked_again(old, monkeypatch).api_base == "http://127.0.0.1:9802/v1"
    assert asked_again(elsewhere, monkeypatch).api_base == "http://127.0.0.1:9802/v1"
    assert asked_again(begun(BASE), monkeypatch).api_base == BASE


def test_a_session_that_names_no_server_says_what_to_pass_when_there_is_no_key() -> None:
    old = begun(WITH_A_SECRET)
    words = r"no key for openai: set OPENAI_API_KEY.*; a server of your own .*SPAR_API_BASE=http"
    with pytest.raises(AgentFailed, match=words):
        resume.resume(old, resume.choices_again(journal.read(old).events), lambda *_: None)


@pytest.mark.parametrize("address", ["http://me:word@127.0.0.1:1/v1", "https://host.test/v1?key=abc"])
def test_an_address_that_carries_a_secret_is_not_kept(address: str) -> None:
    started = journal.read(begun(address)).events[0]
    assert isinstance(started, SessionStarted)
    assert started.api_base is None
