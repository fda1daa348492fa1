"""Keys that come together: one forward and one back, and the numbers of panes."""

from __future__ import annotations

from textual.binding import Binding


def pair(
    forward: str,
    back: str,
    action: str,
    words: str,
    *,
    ids: tuple[str, str],
    display: str,
    tooltip: str,
    show: bool = True,
) -> tuple[Binding, Binding]:
    """`action(1)` and `action(-1)`; footer, help and palette tell of both in the first one's words."""
    return (
        Binding(forward, f"{action}(1)", words, id=ids[0], key_display=display, tooltip=tooltip, show=show),
        Binding(back, f"{action}(-1)", "", id=ids[1], show=False),
    )


def panes(of: str, count: int, tooltip: str) -> tuple[Binding, ...]:
    """The digits that go to a screen's panes."""
    first = Binding("1", "pane(1)", "pane", id=f"{of}.pane1", key_display=f"1-{count}", tooltip=tooltip)
    rest = (Binding(str(n), f"pane({n})", "", id=f"{of}.pane{n}", show=False) for n in range(2, count + 1))
    return (first, *rest)
