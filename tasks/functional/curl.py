"""A request as a line that a person can paste into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping


def curl(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> str:
    """The same request for curl; every argument is quoted for a POSIX shell."""
    words = ["curl", "-sS", "-i", "-X", method, url]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        words += ["--data-binary", body.decode("utf-8", "replace")]
    return " ".join(shlex.quote(word) for word in words)
