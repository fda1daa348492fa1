"""Models that are known to us: whose they are, what they cost. Any other litellm name works too."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from sandbox.models.keys import VARIABLES

_FAMILIES = {
    "claude": "anthropic",
    "gpt": "openai",
    "chatgpt": "openai",
    "codex": "openai",
    "o1": "openai",
    "o3": "openai",
    "o4": "openai",
    "deepseek": "deepseek",
}


@dataclass(frozen=True, slots=True)
class Model:
    """`price_in`, `price_out` and `price_cached` (read from the provider's cache): US dollars per million tokens."""

    name: str
    provider: str
    price_in: float
    price_out: float
    price_cached: float


def as_of() -> str:
    """Where the prices come from, and from when they are."""
    return _file()[0]


def listed() -> tuple[Model, ...]:
    """The models of `models.toml`, in its order."""
    return _file()[1]


def provider_of(name: str) -> str | None:
    """Whose model this is, by its name alone; None where only litellm can tell."""
    prefix, _, rest = name.partition("/")
    if rest:
        return prefix if prefix in VARIABLES else None
    family = name.replace("-", " ").split(" ")[0].lower()
    return next((model.provider for model in listed() if model.name == name), _FAMILIES.get(family))


def cost(name: str, prompt: int, cached: int, completion: int) -> float | None:
    """US dollars for these tokens (`cached` of the `prompt`), None for a model that isn't listed."""
    bare = name.partition("/")[2]
    model = next((model for model in listed() if model.name in (name, bare)), None)
    if model is None:
        return None
    fresh = max(0, prompt - cached)
    return (fresh * model.price_in + cached * model.price_cached + completion * model.price_out) / 1e6


@functools.cache
def _file() -> tuple[str, tuple[Model, ...]]:
    table = tomllib.loads(resources.files("sandbox.models").joinpath("models.toml").read_text(encoding="utf-8"))
    models = tuple(
        Model(name, provider, *(float(price) for price in prices))
        for provider, models in table["models"].items()
        for name, prices in models.items()
    )
    return str(table["as_of"]), models
