"""Watches every answer for passwords and their hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tasks.functional.answer import Answer, Json, quoted

_HASH = re.compile(r"\$(?:2[abxy]|argon2\w*|scrypt|pbkdf2[\w-]*|5|6)\$|(?:pbkdf2|scrypt|bcrypt|argon2)[\w:-]*[:$]\w")
_KEY = re.compile(r"passw|hash|salt", re.IGNORECASE)


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
        self._leak = self._leak or next(_leaks(shown, self._secrets), "")

    def words(self) -> str:
        if self._leak:
            return f"expected no password or hash in any answer, got {self._leak}"
        return "" if self._users else "expected answers with a `user` to look at; none came"


def _leaks(value: Json, secrets: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if _KEY.search(key):
                yield f"the key {quoted(key)}"
            yield from _leaks(item, secrets)
    elif isinstance(value, list):
        for item in value:
            yield from _leaks(item, secrets)
    elif isinstance(value, str) and (_HASH.match(value) or any(secret in value for secret in secrets)):
        yield f"the value {quoted(value)}"
