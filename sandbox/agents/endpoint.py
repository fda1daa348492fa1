"""Which model is asked, at which server, and with whose key."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.models import keys
from sandbox.models.model_list import provider_of
from sandbox.ports import AgentFailed

_NO_KEY = "none-needed"


class NoModel(AgentFailed):
    """No model is named, or none of that name exists; the call is wrong, not the environment."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A litellm model name, and where a server of one's own answers."""

    model: str
    api_base: str | None = None

    def in_words(self) -> str:
        """The model, and where it is asked for if that isn't its provider."""
        return f"{self.model} at {self.api_base}" if self.api_base else self.model

    def provider(self) -> str | None:
        """Whose key is needed, as far as the name tells."""
        return provider_of(self.model)

    def key(self) -> str | None:
        """The key to send; None: the library looks for its own kind of credentials. Raises AgentFailed without one.

        A server of one's own gets the key named `server`, or a dummy; a provider's key goes only to the provider, or
        to a server that is spoken to over TLS.
        """
        provider = self.provider()
        if self.api_base is not None:
            theirs = keys.key_for(provider) if provider and urlsplit(self.api_base).scheme == "https" else None
            return keys.key_for("server") or theirs or _NO_KEY
        if provider is None:
            return None
        found = keys.key_for(provider)
        if found is None:
            raise AgentFailed(f"there is no key for {provider}: {keys.how_to_give(provider)}")
        return found

    def check_name(self) -> None:
        """Raises NoModel for a name or an address that can't be meant."""
        if not self.model.strip():
            raise NoModel("no model is named: say --model NAME, such as --model anthropic/claude-sonnet-4-5")
        if self.api_base is not None and urlsplit(self.api_base).scheme not in ("http", "https"):
            raise NoModel(f"{self.api_base!r} is no address of a server; one looks like http://127.0.0.1:8000/v1")
