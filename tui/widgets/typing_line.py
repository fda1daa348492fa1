"""What a line to type into says of its keys, so that the footer names these and no letter that only types."""

from __future__ import annotations


class TypingLine:
    """Mixed into a widget that holds one text field; `keys` are pairs of key and words, three spaces between them."""

    keys = "Enter done   Esc back"
