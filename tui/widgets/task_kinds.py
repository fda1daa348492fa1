"""The names of the kinds of tasks on the edge of pane 1: how many there are, which one is shown, a click shows it."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from tui.view.picking import KINDS, Kind

SHIPPED = {"greenfield": 80, "feature": 32}


def kind_words(shown: Kind, own: int) -> Content:
    """`greenfield 80  feature 32  own 2`, the shown one in bold; the screen's action `kind` answers a click."""
    many = {**SHIPPED, "own": own}
    parts = [
        Content(f"{kind} {many[kind]}")
        .stylize("bold underline $foreground" if kind == shown else "not bold $quiet")
        .stylize(Style.from_meta({"@click": f"screen.kind('{kind}')"}))
        for kind in KINDS
    ]
    return Content("  ").join(parts)
