"""Watches every answer for passwords and their hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.functional.answer import Answer, Json, quoted

_HASH = re.compile(r"\$(?:2[abxy]|argon2\w*|scrypt|pbkdf2[\w-]*|5|6)\$|(?:pbkdf2|scrypt|bcrypt|argon2)[\w:-]*[:$]\w")
_KEY = re.compile(r"(?:passw(?:or)?d|hash|digest|salt)$", re.IGNORECASE)


class Leaks:
    """What has been seen so far; `words()` is "" while users came and none of their secrets with them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secrets)
        self._users = 0
        self._leak = ""

    def look(self, answer: Answer) -> None:
        value = answer.json
        if not isinstance(value, dict):
            return
        self._users += isinstance(value.get("user"), dict)
        shown = {key: item for key, item in value.items() if key != "errors"}
        told = [value.get("errors")]
        self._leak = self._leak or _leak(shown, self._secrets) or _leak(told, self._secrets, keys=False)

    def words(self) -> str:
        if self._leak:
            return f"expected no password or hash in any answer, got {self._leak}"
        return "" if self._users else "expected answers with a `user` to look at; none came"


def _leak(value: Json, secrets: tuple[str, ...], *, keys: bool = True) -> str:
    """The first leak in words, or "". Without recursion, for the value may be large.

    `keys` is off where they name the fields of a request: an error about a password is none.
    """
    left: list[Json] = [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            if keys and (key := next((key for key in item if _KEY.search(key)), None)):
                return f"the key {quoted(key)}"
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(inner for inner in item if isinstance(inner, dict | list | str))
        elif isinstance(item, str) and (_HASH.match(item) or any(secret in item for secret in secrets)):
            return f"the value {quoted(item)}"
    return ""
