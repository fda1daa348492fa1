"""The modules that Django loads because a setting or a call names them: one word is enough of a name there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tasks.structural.facts import FileFacts

_SETTINGS = ("ROOT_URLCONF", "ASGI_APPLICATION", "WSGI_APPLICATION")
_VARIABLE = "DJANGO_SETTINGS_MODULE"
_STARTS = frozenset({"execute_from_command_line", "get_wsgi_application", "get_asgi_application"})
_CALLS = _STARTS | {"setdefault", "include"}
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def loaded(facts: FileFacts, env: Mapping[str, str]) -> Iterator[str]:
    """Dotted names of the modules that this file makes Django load; `env` is what the start-up script sets."""
    for setting in _SETTINGS:
        if (held := facts.bindings.get(setting)) is not None:
            yield from _names(held.text)
    for call in () if facts.names.isdisjoint(_CALLS) else facts.calls:
        tail = call.name.rsplit(".", 1)[-1]
        if tail == "setdefault" and len(call.args) > 1 and call.args[0].text == _VARIABLE:
            yield from _names(env.get(_VARIABLE, call.args[1].text))
        elif tail == "include" and call.args:
            yield from _names(call.args[0].text)
        elif tail in _STARTS:
            yield from _names(env.get(_VARIABLE, ""))


def overridden(facts: FileFacts, env: Mapping[str, str]) -> frozenset[str]:
    """The settings module that a file names in vain, because the start-up script has named one before it."""
    if _VARIABLE not in env or "setdefault" not in facts.names:
        return frozenset()
    return frozenset(
        call.args[1].text
        for call in facts.calls
        if call.name.endswith("setdefault") and len(call.args) > 1 and call.args[0].text == _VARIABLE
    ) - {env[_VARIABLE]}


def _names(text: str) -> Iterator[str]:
    if _NAME.fullmatch(text):
        yield text
