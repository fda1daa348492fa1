"""The picker's first line: what this machine has, with a mark each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.text import clean
from tui.widgets.fitting import Part, spread

if TYPE_CHECKING:
    from sandbox.doctor.check import Check

_SHORT = {"Docker engine": "Docker", "bubblewrap": "bubblewrap", "Node.js": "Node.js", "PostgreSQL": "PostgreSQL"}
_KEYS = 40


class TopLine(Widget):
    """`checks` are the doctor's, none while it looks."""

    DEFAULT_CSS = "TopLine { height: 1; background: $panel; }"

    checks: reactive[Sequence[Check]] = reactive((), init=False)

    def render(self) -> Content:
        return top_line(self.checks, self.size.width)


def top_line(checks: Sequence[Check], width: int) -> Content:
    """`Spar  new run`, and what this machine has; what matters least is left out where room is short."""
    left: list[Part] = [(Content(" Spar").stylize("bold $accent"), 0), ("new run", 4)]
    if not checks:
        looking = Content("looking at this machine")  # An ellipsis here would load rich's table of widths.
        return spread([*left, (looking.stylize("$quiet"), 1)], [], width)
    right: list[Part] = []
    for check in checks:
        if name := _SHORT.get(check.name):
            mark = ("✓", "$gained") if check.state == "ok" else ("✗", "$waiting")
            right.append((Content.assemble((f"{name} ", "$quiet"), mark), 3 if name == "bubblewrap" else 1))
        elif check.name == "model keys":
            said = clean(check.detail, one_line=True)
            keys = said if len(said) <= _KEYS else f"{said[: _KEYS - 1]}…"
            right.append((Content.assemble(("keys: ", "$quiet"), keys, " "), 2))
    return spread(left, right, width)
