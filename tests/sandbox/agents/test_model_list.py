"""The list of models: prices, order, and whose a name is."""

from __future__ import annotations

import pytest
from openai_plays import fails, says
from openai_server import Server

from sandbox.agents.endpoint import NoModel
from sandbox.agents.worker import Worker
from sandbox.models import model_list
from sandbox.models import suggestions as models
from sandbox.models.keys import VARIABLES
from sandbox.ports import AgentFailed


def test_every_listed_model_has_a_price_and_a_provider_that_takes_keys() -> None:
    for model in model_list.listed():
        assert 0 < model.price_cached <= model.price_in <= model.price_out < 1000, model
        assert model.provider in VARIABLES
        assert model_list.provider_of(model.name) == model.provider
    assert "2026" in model_list.as_of()


def test_models_with_a_key_are_suggested_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(one.usable for one in models.suggested())
    monkeypatch.setenv("MISTRAL_API_KEY", "planted-key-0123456789")
    found = models.suggested()
    assert found[0].provider == "mistral"
    assert found[0].usable
    assert [one.usable for one in found] == sorted((one.usable for one in found), reverse=True)


def test_cached_tokens_cost_less() -> None:
    model = model_list.listed()[0]
    whole = model_list.cost(model.name, 1_000_000, 0, 0)
    assert whole == model.price_in
    assert model_list.cost(model.name, 1_000_000, 1_000_000, 0) == model.price_cached
    assert model_list.cost("openai/something-local", 1, 0, 1) is None


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("anthropic/whatever", "anthropic"),
        ("claude-next", "anthropic"),
        ("gpt-99", "openai"),
        ("o3-mini", "openai"),
        ("ollama_chat/qwen3", None),
        ("mystery", None),
    ],
)
def test_a_name_tells_whose_key_it_needs(name: str, provider: str | None) -> None:
    assert model_list.provider_of(name) == provider


def test_a_check_is_one_line_either_way(server: Server, worker: Worker) -> None:
    server.play(says("ok", finish="stop"))
    assert models.check("openai/tiny", server.base, worker=worker) == "openai/tiny answers"
    server.play(fails(401, "Incorrect API key"))
    with pytest.raises(AgentFailed, match=r"^the key for server was refused[^\n]+$"):
        models.check("openai/tiny", server.base, worker=worker)


@pytest.mark.parametrize(
    ("model", "base"), [("", None), ("  ", None), ("openai/x", "127.0.0.1:8000"), ("x", "file:///")]
)
def test_a_call_that_makes_no_sense_starts_nothing(model: str, base: str | None) -> None:
    with pytest.raises(NoModel, match=r"^[^\n]+$"):
        models.check(model, base)
