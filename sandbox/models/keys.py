"""Where a model provider's key comes from, and how it stays out of everything that is written down.

A key is looked for in this order: set for this session (memory alone), the environment, `keys.toml` in the config
folder, a table of `provider = "key"` that only its owner may read (mode 0600).
"""

from __future__ import annotations

import os
import re
import stat
import threading
import tomllib
from pathlib import Path

from sandbox.choices import config_folder
from sandbox.plain_file import descriptor_of
from sandbox.ports import EnvironmentLacks

VARIABLES = {
    "anthropic": "ANTHROPIC_API_KEY",
    "openai": "OPENAI_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "mistral": "MISTRAL_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "xai": "XAI_API_KEY",
    "groq": "GROQ_API_KEY",
    "moonshot": "MOONSHOT_API_KEY",
    "zai": "ZAI_API_KEY",
    "dashscope": "DASHSCOPE_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "together_ai": "TOGETHERAI_API_KEY",
    "cohere": "COHERE_API_KEY",
    "server": "SPAR_SERVER_KEY",
}
"""The environment variable of each provider that needs one key; `server` is whatever answers at an API base."""

_HIDDEN = "[key]"
_SHORTEST = 6
_LOOKS_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza)[-_]?[A-Za-z0-9_*.-]{12,}")
_session: dict[str, str] = {}
_lock = threading.Lock()


def remember_for_session(provider: str, key: str) -> None:
    """Use this key until the program ends; it is never written anywhere. An empty key forgets."""
    with _lock:
        if key.strip():
            _session[provider] = key.strip()
        else:
            _session.pop(provider, None)


def key_for(provider: str) -> str | None:
    """The provider's key, None where there is none. Raises EnvironmentLacks for a key file that others can read."""
    with _lock:
        if provider in _session:
            return _session[provider]
    variable = VARIABLES.get(provider)
    return (os.environ.get(variable, "").strip() if variable else "") or _in_file().get(provider)


def available() -> tuple[str, ...]:
    """The providers that have a key, by name only. A key file that can't be used counts as empty."""
    with _lock:
        known = set(_session)
    known |= {provider for provider, variable in VARIABLES.items() if os.environ.get(variable, "").strip()}
    try:
        known |= set(_in_file())
    except EnvironmentLacks:
        pass
    return tuple(sorted(known))


def file_trouble() -> EnvironmentLacks | None:
    """Why the key file can't be used, and how to mend it; None where all is well, or nobody has written one."""
    try:
        _in_file()
    except EnvironmentLacks as lack:
        return lack
    return None


def redact(text: str) -> str:
    """The text without any key that is known here, and without anything that looks like one."""
    with _lock:
        secrets = set(_session.values())
    secrets |= {os.environ.get(variable, "").strip() for variable in VARIABLES.values()}
    try:
        secrets |= set(_in_file().values())
    except EnvironmentLacks:
        pass
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _HIDDEN)
    return _LOOKS_LIKE_A_KEY.sub(_HIDDEN, text)


def how_to_give(provider: str) -> str:
    """Words for a person who has no key for this provider yet."""
    variable = VARIABLES.get(provider, f"{provider.upper()}_API_KEY")
    return f'set {variable}, or write {provider} = "..." into {_file()} (mode 0600)'


def _file() -> Path:
    return config_folder() / "keys.toml"


def _in_file() -> dict[str, str]:
    path = _file()
    try:
        descriptor = descriptor_of(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise EnvironmentLacks(f"{path} can't be read: {error.strerror}", "make it a plain file of yours") from None
    status = os.fstat(descriptor)
    with open(descriptor, "rb") as stream:
        if stat.S_IMODE(status.st_mode) & 0o077 or status.st_uid != os.geteuid():
            raise EnvironmentLacks(f"others can read the keys in {path}; it isn't used", f"chmod 600 {path}")
        try:
            table = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            # The parser's own message may quote the line, and with it a key.
            raise EnvironmentLacks(f"{path} isn't TOML", 'write lines such as anthropic = "..."') from None
    return {name: key.strip() for name, key in table.items() if isinstance(key, str) and key.strip()}
