"""One line of text as panes hold it: what is drawn, what is copied, and what it stands for."""

from __future__ import annotations

import msgspec
from textual.content import Content

EMPTY = Content("")


class Row(msgspec.Struct, frozen=True):
    """One line of text. `body` and `gutter` hold no newline; only the body scrolls sideways, is selected and copied.

    `style` lies under the whole line; `wraps` None leaves it to the view; wrapped lines hang by `indent` cells.
    `key` is what the row stands for; `source` is copied instead of the body where they differ.
    """

    body: Content
    gutter: Content = EMPTY
    style: str = ""
    wraps: bool | None = None
    indent: int = 0
    key: object = None
    source: str | None = None

    @property
    def text(self) -> str:
        return self.body.plain if self.source is None else self.source

    def looks_like(self, other: Row) -> bool:
        """Whether both are drawn alike. `==` won't do: Content compares its text alone, not its colours."""
        return self is other or (
            self.style == other.style
            and self.indent == other.indent
            and alike(self.body, other.body)
            and alike(self.gutter, other.gutter)
        )


def alike(one: Content, other: Content) -> bool:
    """Whether two texts are drawn alike, colours included."""
    return one is other or (one.plain == other.plain and one.spans == other.spans)
