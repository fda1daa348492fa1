"""Keys: where they come from, who may read them, and that they are written nowhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.agents.endpoint import Endpoint
from sandbox.models import keys
from sandbox.ports import AgentFailed, EnvironmentLacks

KEY = "planted-key-0123456789abcdef"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    for provider in keys.VARIABLES:
        keys.remember_for_session(provider, "")


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "config" / "keys.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_session_goes_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 'anthropic = "of-the-file"\n')
    assert keys.key_for("anthropic") == "of-the-file"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "of-the-environment")
    assert keys.key_for("anthropic") == "of-the-environment"
    keys.remember_for_session("anthropic", "of-the-session")
    assert keys.key_for("anthropic") == "of-the-session"
    assert keys.key_for("openai") is None


def test_a_session_key_is_never_written(tmp_path: Path) -> None:
    keys.remember_for_session("openai", KEY)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path, f'anthropic = "{KEY}"\n', mode)
    with pytest.raises(EnvironmentLacks, match="others can read the keys") as caught:
        keys.key_for("anthropic")
    assert caught.value.remedy == f"chmod 600 {path}"
    assert keys.available() == ()


def test_a_link_in_the_files_place_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, f'anthropic = "{KEY}"\n')
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")
    with pytest.raises(EnvironmentLacks):
        keys.key_for("anthropic")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """Opening a pipe would wait for ever; a folder would be an error of another kind."""
    path = write(tmp_path, "")
    path.unlink()
    make(path)
    with pytest.raises(EnvironmentLacks, match="no plain file"):
        keys.key_for("anthropic")
    assert keys.available() == ()
    assert keys.redact("nothing") == "nothing"


def test_a_broken_file_is_explained_without_quoting_it(tmp_path: Path) -> None:
    write(tmp_path, f"anthropic = {KEY}\n")
    with pytest.raises(EnvironmentLacks) as caught:
        keys.key_for("anthropic")
    assert KEY not in str(caught.value) + caught.value.remedy
    assert caught.value.__cause__ is None


def test_what_is_available_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, f'mistral = "{KEY}"\n')
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    keys.remember_for_session("anthropic", KEY)
    assert keys.available() == ("anthropic", "mistral", "openai")


def test_keys_are_taken_out_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert keys.redact(f"refused: {KEY}!") == "refused: [key]!"
    assert "sk-" not in keys.redact("Incorrect API key provided: sk-proj-AbCd1234567890EfGh")
    assert keys.redact("a task-oriented risk-assessment") == "a task-oriented risk-assessment"


def test_no_key_is_said_with_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(AgentFailed, match="no key for anthropic: set ANTHROPIC_API_KEY"):
        Endpoint("anthropic/claude-sonnet-4-5").key()
    with pytest.raises(AgentFailed, match="no key for openai"):
        Endpoint("gpt-5").key()


def test_a_providers_key_goes_to_a_named_server_only_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert Endpoint("openai/x", "http://127.0.0.1:1/v1").key() != KEY
    assert Endpoint("openai/x", "https://gateway.example/v1").key() == KEY
    monkeypatch.setenv("SPAR_SERVER_KEY", "the-servers-own")
    assert Endpoint("openai/x", "http://127.0.0.1:1/v1").key() == "the-servers-own"
