"""Which keys work on a screen now, in words: the footer, the help and the palette all ask here."""

from __future__ import annotations

from textual.screen import Screen

right_side = frozenset({"app.quit", "app.help", "app.command_palette"})


def shown_keys(screen: Screen[object]) -> list[tuple[str, str, str]]:
    """The keys that a footer shows on this screen now: key, words, action (with its namespace), in order."""
    found: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if not (binding.show and enabled and binding.description) or binding.action in seen:
            continue
        seen.add(binding.action)
        action = _with_space(screen, node, binding.action)
        found.append((binding.key_display or binding.key, binding.description, action))
    return found


def described_keys(screen: Screen[object]) -> list[tuple[str, str, str, str]]:
    """Every key with words that works on this screen now: key, name, what it does, action; for help and palette."""
    found: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if not (enabled and binding.description and binding.tooltip) or binding.action in seen:
            continue
        seen.add(binding.action)
        action = _with_space(screen, node, binding.action)
        found.append((binding.key_display or binding.key, binding.description, binding.tooltip, action))
    return found


def _with_space(screen: Screen[object], node: object, action: str) -> str:
    """The action as it can be called from anywhere: with whose it is, where it doesn't say so itself."""
    if action.partition("(")[0].startswith(("app.", "screen.", "focused.")):
        return action
    space = "app" if node is screen.app else "screen" if node is screen else "focused"
    return f"{space}.{action}"
