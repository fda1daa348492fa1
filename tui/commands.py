"""The palette's entries: every key that works on the screen below it."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.bindings.active import described_keys
from tui.bindings.headings import grouped


class KeyCommands(Provider):
    """Finds a key's command by its name or by what it does."""

    async def discover(self) -> Hits:
        for _, found in grouped(self.screen):
            for key, name, tooltip, action in found:
                yield DiscoveryHit(f"{name}  ({key})", partial(self.screen.run_action, action), help=tooltip)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, name, tooltip, action in described_keys(self.screen):
            if score := max(matcher.match(name), matcher.match(tooltip)):
                title = matcher.highlight(f"{name}  ({key})")
                yield Hit(score, title, partial(self.screen.run_action, action), help=tooltip)
