"""The picker says that a model's key is missing before Start is pressed, not after."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.box import docker_engine
from sandbox.choices import Choices
from sandbox.models import keys
from tasks import catalogue
from tui.view.readiness import look

TASK = catalogue.find("flask/none")


@pytest.fixture(autouse=True)
def no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    for variable in keys.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(docker_engine, "docker_available", lambda: "no engine here")


def why_not(model: str, api_base: str | None = None) -> str:
    return look(Choices(agent="litellm", model=model, api_base=api_base, box="docker"), TASK).why_not


def test_a_model_without_its_key_cannot_start_and_says_which_key() -> None:
    words = why_not("anthropic/claude-sonnet-4-5")
    assert words.startswith("K gives a key for this session: there is no key for anthropic: set ANTHROPIC_API_KEY")


def test_a_key_a_server_of_ones_own_or_an_unknown_provider_leaves_it_to_the_rest() -> None:
    keys.remember_for_session("openai", "planted-key-0123456789")
    for words in (why_not("openai/x"), why_not("anthropic/x", "http://127.0.0.1:1/v1"), why_not("nobody/x")):
        assert "no engine here" in words
