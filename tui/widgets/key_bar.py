"""The footer: the keys that do something here and now, from the same bindings as the help and the palette."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style

from tui.bindings.active import right_side, shown_keys
from tui.widgets.fitting import Part, spread
from tui.widgets.told_line import ToldLine
from tui.widgets.typing_line import typing_in


class KeyBar(ToldLine):
    """One line of `key name` pairs, clickable; the least needed are left out where room is short."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1; padding: 0 1; background: $panel; link-style: none; link-style-hover: bold;
        link-color: $foreground; link-color-hover: $accent; link-background-hover: $panel;
    }
    """

    named: reactive[dict[str, str | None]] = reactive(dict, repaint=False)
    """Words for actions whose key means different things at different times; None leaves the key out."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.renew()

    def watch_named(self) -> None:
        self.renew()

    def inputs(self) -> tuple[object, ...]:
        return (object(),)  # Which bindings are active is known only by asking for them.

    def words(self) -> Content:
        if (typing := typing_in(self.screen.focused)) is not None:
            return key_pairs(typing.keys)
        left: list[Part] = []
        right: list[Part] = []
        for place, (key, words, action) in enumerate(shown_keys(self.screen)):
            name = action.partition(".")[2]
            named = self.named.get(name, words)
            if named is None:
                continue
            part = Content.assemble((key, "bold"), f" {named}").stylize(Style.from_meta({"@click": action}))
            if action in right_side:
                right.append((part, 0 if action == "app.help" else place))
            else:
                left.append((part, place))
        return spread(left, right, self.content_size.width, gap="  ")


def key_pairs(words: str) -> Content:
    """`Enter send   Esc back`: each key looks as the footer's others do."""
    pairs = (pair.partition(" ") for pair in words.split("   "))
    return Content("   ").join(Content.assemble((key, "bold"), f" {rest}") for key, _, rest in pairs)
