"""What is wrong with a TOML file that a person wrote, in TOML's words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_THEIRS = {"object": "table", "int | null": "int", "str | null": "str"}
_LONGEST = 40


def plain(words: str) -> str:
    """msgspec's words with the key first: `port`: expected `int`, got `str`."""
    for theirs, ours in _THEIRS.items():
        words = words.replace(f"`{theirs}`", f"`{ours}`")
    if lacking := re.fullmatch(r"Object missing required field (`\w+`)", words):
        return f"{lacking.group(1)} is missing"
    match = re.fullmatch(r"(.*) - at `\$\.?(.*)`", words)
    return f"`{match.group(2)}`: {match.group(1).lower()}" if match and match.group(2) else words


def unknown_key(said: Iterable[str], known: tuple[str, ...]) -> str:
    """The first key that nobody knows, with what it may have meant; empty where all are known."""
    name = next((name for name in said if name not in known), None)
    if name is None:
        return ""
    near = difflib.get_close_matches(name[:_LONGEST], known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"it may say {', '.join(known)}"
    return f"there is no {name[:_LONGEST]!r}; {hint}"
