"""How keys are written down: one, two that go forward and back, and the numbers of panes."""

from __future__ import annotations

from textual.binding import Binding


def key(
    keys: str,
    action: str,
    words: str,
    name: str,
    tooltip: str,
    *,
    display: str | None = None,
    show: bool = True,
    priority: bool = False,
) -> Binding:
    """`words` are the footer's, `tooltip` the help's and the palette's; `show`: in the footer.

    `name` (`screen.what`) is the binding's id; two questions' answers have none.
    """
    return Binding(
        keys, action, words, id=name or None, key_display=display, tooltip=tooltip, show=show, priority=priority
    )


def also(keys: str, action: str, name: str) -> Binding:
    """A key that another one's words tell of."""
    return Binding(keys, action, "", id=name, show=False)


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
        key(forward, f"{action}(1)", words, ids[0], tooltip, display=display, show=show),
        also(back, f"{action}(-1)", ids[1]),
    )


def panes(of: str, count: int, tooltip: str) -> tuple[Binding, ...]:
    """The digits that go to a screen's panes."""
    first = key("1", "pane(1)", "pane", f"{of}.pane1", tooltip, display=f"1-{count}")
    rest = (also(str(n), f"pane({n})", f"{of}.pane{n}") for n in range(2, count + 1))
    return (first, *rest)
