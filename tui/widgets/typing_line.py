"""What a line to type into says of its keys, so that the footer names these and no letter that only types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget


class TypingLine:
    """Mixed into a widget that holds a text field; `keys` are pairs of key and words, three spaces between them."""

    keys = "Enter done   Esc back"


def typing_in(focused: Widget | None) -> TypingLine | None:
    """The line that is typed into now; None where letters are keys."""
    above = focused.ancestors if focused is not None else ()
    return next((node for node in above if isinstance(node, TypingLine)), None)
