"""The keys that work everywhere."""

from __future__ import annotations

from textual.binding import Binding, BindingType

APP: list[BindingType] = [
    Binding("question_mark", "help", "help", id="app.help", key_display="?", tooltip="Every key that works here"),
    Binding(
        "ctrl+p",
        "command_palette",
        "palette",
        id="app.palette",
        key_display="^P",
        tooltip="Find any command by its name",
        priority=True,
    ),
    Binding(
        "ctrl+q",
        "quit",
        "leave",
        id="app.quit",
        key_display="^Q",
        tooltip="Leave Spar; asks while a run is under way",
        priority=True,
    ),
]
