"""Which models are worth suggesting here, and whether one of them answers."""

from __future__ import annotations

from typing import NamedTuple

from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.worker import Worker
from sandbox.models import keys
from sandbox.models.model_list import listed


class Suggestion(NamedTuple):
    """A model to choose from; prices in US dollars per million tokens, in and out. `usable`: there is a key for it."""

    model: str
    provider: str
    price_in: float
    price_out: float
    usable: bool


def suggested() -> list[Suggestion]:
    """The listed models, those that have a key first."""
    usable = set(keys.available())
    found = [
        Suggestion(model.name, model.provider, model.price_in, model.price_out, model.provider in usable)
        for model in listed()
    ]
    return sorted(found, key=lambda one: not one.usable)


def check(model: str, api_base: str | None = None, *, worker: Worker | None = None) -> str:
    """One cheap call; one line that says that model and key work. Raises AgentFailed with one line of what doesn't."""
    agent = LitellmAgent(model, api_base=api_base, worker=worker)
    try:
        agent.check()
    finally:
        agent.close()
    return f"{model} answers"
