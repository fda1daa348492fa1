"""The text of an action while a person changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from sandbox.actions import Action, WriteFile
from tui.my_turn import with_text
from tui.text import clean

if TYPE_CHECKING:
    from textual.widgets import TextArea


class Draft(Widget):
    """An editor for one action at a time; what was typed is kept until it is taken, or another action is opened."""

    LINES = 12
    DEFAULT_CSS = """
    Draft {
        height: 12;
        & > TextArea { height: 12; border: none; padding: 0; }
        & > TextArea:focus { border: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._of: Action | None = None
        self._area: TextArea | None = None

    def title(self, head: int) -> str:
        """What is edited: a file by its path, else the step that waits."""
        if isinstance(self._of, WriteFile):
            return f"Edit {clean(self._of.path, one_line=True)}"
        return f"Edit step {head}"

    def open(self, action: Action, text: str) -> None:
        """Edit an action whose text is `text`; the draft of the same action goes on as it was left."""
        area = self._editor()
        if action != self._of:
            self._of = action
            area.text = clean(text)
        area.focus()

    def take(self) -> Action | None:
        """The action as it was changed; None where none is open."""
        if self._of is None:
            return None
        action, self._of = with_text(self._of, self._editor().text), None
        return action

    def _editor(self) -> TextArea:
        """Made when it is first needed: its import costs a fifth of the start."""
        from textual.widgets import TextArea

        if self._area is None:
            self._area = TextArea(show_line_numbers=True, soft_wrap=False)
            self.mount(self._area)
        return self._area
