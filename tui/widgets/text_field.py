"""The field that is typed into: Enter answers with what stands there when it is pressed."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class TextField(Input):
    """As Textual has it, keys typed quickly after Enter get into the field first, and so into its answer.

    With `once`, the field takes no letters after its answer until `reopen`.
    """

    def __init__(self, *, once: bool = False, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(compact=True, placeholder=placeholder, id=id)
        self._once = once
        self._answered = False

    def reopen(self, value: str) -> None:
        """Ask anew, with this in the field."""
        self._answered = False
        self.value = value

    async def _on_key(self, event: events.Key) -> None:
        enter = event.key == "enter"
        if not enter and not (self._answered and event.is_printable):
            return
        event.stop()
        event.prevent_default()
        if enter and not self._answered:
            self._answered = self._once
            await self.action_submit()
