"""The keys that work everywhere."""

from __future__ import annotations

from textual.binding import BindingType

from tui.bindings.key import key

APP: list[BindingType] = [
    key("question_mark", "help", "help", "app.help", "Every key that works here", display="?"),
    key(
        "ctrl+p",
        "command_palette",
        "palette",
        "app.palette",
        "Find any command by its name",
        display="^P",
        priority=True,
    ),
    key(
        "ctrl+q", "quit", "leave", "app.quit", "Leave Spar; asks while a run is under way", display="^Q", priority=True
    ),
]
