"""Which model is asked, at which server, and with whose key."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from sandbox.models import keys
from sandbox.models.model_list import provider_of
from sandbox.ports import AgentFailed

SERVER = "SPAR_API_BASE"
"""The environment variable that names the server for a session which goes on and doesn't say where it began."""

_NO_KEY = "none-needed"
_OWN_SERVER = (
    f"a server of your own is named by --api-base, in the picker by Server; for a session that goes on, by "
    f"{SERVER}=http://127.0.0.1:8000/v1"
)
_CALL = "/chat/completions"


class NoModel(AgentFailed):
    """No model is named, or none of that name exists; the call is wrong, not the environment."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A litellm model name, and where a server of one's own answers."""

    model: str
    api_base: str | None = None

    @classmethod
    def of(cls, model: str, api_base: str | None) -> Endpoint:
        """What a person typed, without what is too much of it. Raises NoModel for what can't be meant."""
        if not model.strip():
            raise NoModel("no model is named: say --model NAME, such as --model anthropic/claude-sonnet-4-5")
        if api_base is None:
            return cls(model.strip())
        address = api_base.strip().removesuffix("/").removesuffix(_CALL)
        if not _is_address(address):
            raise NoModel(f"{api_base!r} is no address of a server; one looks like http://127.0.0.1:8000/v1")
        return cls(model.strip(), address)

    def in_words(self) -> str:
        """The model, and where it is asked for if that isn't its provider."""
        return f"{self.model} at {self.server()}" if self.api_base else self.model

    def server(self) -> str:
        """The server's address without a password or a query, which may be a secret."""
        parts = _parts(self.api_base or "")
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts else ""

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
            parts = _parts(self.api_base)
            theirs = keys.key_for(provider) if provider and parts and parts.scheme == "https" else None
            return keys.key_for("server") or theirs or _NO_KEY
        if provider is None:
            return None
        found = keys.key_for(provider)
        if found is None:
            # Only this protocol is what people's own servers speak.
            more = f"; {_OWN_SERVER}" if provider == "openai" else ""
            raise AgentFailed(f"there is no key for {provider}: {keys.how_to_give(provider)}{more}")
        return found


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _is_address(address: str) -> bool:
    parts = _parts(address)
    if parts is None or parts.scheme not in ("http", "https") or not address.isprintable() or " " in address:
        return False
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
