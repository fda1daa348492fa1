"""The keys of the first screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.bindings.pairs import panes

PICKER: list[BindingType] = [
    Binding("enter", "open", "open", id="picker.open", key_display="Enter", tooltip="Open what the cursor is on"),
    Binding("g", "start", "start", id="picker.start", tooltip="Start the run as it is chosen"),
    *panes("picker", 4, "Go to a pane by its number"),
    Binding(
        "m", "other_kind", "more tasks", id="picker.kind", tooltip="Greenfield tasks, feature tasks, tasks of your own"
    ),
    Binding(
        "slash", "filter", "find", id="picker.filter", key_display="/", tooltip="Find tasks by words of their names"
    ),
    Binding("d", "difference", "vs L0", id="picker.difference", tooltip="What this task's prompt adds to level 0"),
    Binding("o", "sessions", "sessions", id="picker.sessions", tooltip="Earlier sessions: look at them, continue them"),
    Binding("K", "keys", "keys", id="picker.keys", tooltip="Keys of model providers: which are there, and giving one"),
    Binding("D", "doctor", "doctor", id="picker.doctor", tooltip="What this machine has, and what each lack costs"),
    Binding("escape", "back", "back", id="picker.back", key_display="Esc", tooltip="Back to the tasks", show=False),
]
