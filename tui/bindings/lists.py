"""The keys of the screens that are one list: sessions, model keys, models."""

from __future__ import annotations

from textual.binding import BindingType

from tui.bindings.key import key

SESSIONS: list[BindingType] = [
    key("enter", "open", "open", "sessions.open", "Open the session", display="Enter"),
    key("slash", "filter", "find", "sessions.filter", "Find sessions by their words", display="/"),
    key("escape,q", "leave", "back", "sessions.back", "Back to the picker", display="Esc"),
]

KEYS: list[BindingType] = [
    key("enter", "open", "give a key", "keys.open", "Give this provider's key", display="Enter"),
    key("escape,q", "leave", "back", "keys.back", "Back, and keep what was given", display="Esc"),
]

MODELS: list[BindingType] = [
    key("enter", "open", "choose", "models.open", "Choose this model", display="Enter"),
    key("t", "type", "another name", "models.type", "Type any model name that litellm knows"),
    key("K", "keys", "keys", "models.keys", "Keys of model providers: which are there, and giving one"),
    key("escape,q", "leave", "back", "models.back", "Back, and choose nothing", display="Esc"),
]
