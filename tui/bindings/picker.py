"""The keys of the first screen."""

from __future__ import annotations

from textual.binding import BindingType

from tui.bindings.key import key, panes

PICKER: list[BindingType] = [
    key("enter", "open", "open", "picker.open", "Open what the cursor is on", display="Enter"),
    key("g", "start", "start", "picker.start", "Start the run as it is chosen"),
    *panes("picker", 4, "Go to a pane by its number"),
    key("m", "other_kind", "more tasks", "picker.kind", "Greenfield tasks, feature tasks, tasks of your own"),
    key("slash", "filter", "find", "picker.filter", "Find tasks by words of their names", display="/"),
    key("d", "difference", "vs L0", "picker.difference", "What this task's prompt adds to level 0"),
    key("o", "sessions", "sessions", "picker.sessions", "Earlier sessions: look at them, continue them"),
    key("K", "keys", "keys", "picker.keys", "Keys of model providers: which are there, and giving one"),
    key("D", "doctor", "doctor", "picker.doctor", "What this machine has, and what each lack costs"),
    key("escape", "back", "back", "picker.back", "Back to the tasks", display="Esc", show=False),
]
