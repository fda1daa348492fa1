"""The keys of the screens that are one list: sessions, model keys, models."""

from __future__ import annotations

from textual.binding import Binding, BindingType

SESSIONS: list[BindingType] = [
    Binding("enter", "open", "open", id="sessions.open", key_display="Enter", tooltip="Open the session"),
    Binding("slash", "filter", "find", id="sessions.filter", key_display="/", tooltip="Find sessions by their words"),
    Binding("escape,q", "leave", "back", id="sessions.back", key_display="Esc", tooltip="Back to the picker"),
]

KEYS: list[BindingType] = [
    Binding("enter", "open", "give a key", id="keys.open", key_display="Enter", tooltip="Give this provider's key"),
    Binding("escape,q", "leave", "back", id="keys.back", key_display="Esc", tooltip="Back, and keep what was given"),
]

MODELS: list[BindingType] = [
    Binding("enter", "open", "choose", id="models.open", key_display="Enter", tooltip="Choose this model"),
    Binding("t", "type", "another name", id="models.type", tooltip="Type any model name that litellm knows"),
    Binding("K", "keys", "keys", id="models.keys", tooltip="Keys of model providers: which are there, and giving one"),
    Binding("escape,q", "leave", "back", id="models.back", key_display="Esc", tooltip="Back, and choose nothing"),
]
