"""Pydantic's settings classes: which variable of the environment each field is read from."""

from __future__ import annotations

from tasks.structural.facts import FileFacts, Value

_NAMES = ("validation_alias", "alias", "env")
"""What `Field` calls a name of its own, which no prefix is put before."""


def variable(facts: FileFacts, owner: str, field: str) -> str | None:
    """The variable, in capitals, that a field of a class may come from; None where the class asks no environment.

    Its name is the field's, after the class's `env_prefix`, or one of its own: `Field(validation_alias="DB_URL")`.
    """
    made = facts.class_named(owner)
    if made is None or not any(base.endswith("Settings") for base in made.bases):
        return None
    held = facts.bindings.get(f"{owner}.{field}")
    own = _text(held, *_NAMES) if held is not None and held.kind == "call" else ""
    return (own or _prefix(facts, owner) + field).upper()


def _prefix(facts: FileFacts, owner: str) -> str:
    """`model_config = SettingsConfigDict(env_prefix="APP_")`, or `env_prefix` of an inner class `Config`."""
    inner = facts.bindings.get(f"{owner}.env_prefix")
    return _text(facts.bindings.get(f"{owner}.model_config"), "env_prefix") or (inner.text if inner is not None else "")


def _text(held: Value | None, *keys: str) -> str:
    return next((value.text for key, value in (held.parts if held is not None else ()) if key in keys), "")
