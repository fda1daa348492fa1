"""The errors that we know by their words."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import NamedTuple

import msgspec


class KnownError(msgspec.Struct, frozen=True):
    """One entry of `known.toml`. `consequence`: another error came before it, and counts where the log shows it."""

    pattern: str
    category: str
    title: str
    mend: str
    sure: float
    consequence: bool = False


class Recognised(NamedTuple):
    """A known error in some text; the title has its names filled in."""

    category: str
    title: str
    mend: str
    sure: float
    consequence: bool = False


@functools.cache
def _known() -> tuple[tuple[re.Pattern[str], KnownError], ...]:
    data = tomllib.loads(resources.files("tasks").joinpath("diagnosis", "known.toml").read_text(encoding="utf-8"))
    errors = msgspec.convert(data["error"], tuple[KnownError, ...])
    return tuple((re.compile(error.pattern), error) for error in errors)


@functools.lru_cache(maxsize=512)
def recognise(text: str, *, served: bool = False, only: str | None = None) -> Recognised | None:
    """The first known error that the text shows, of one category or of any.

    `served`: the server was healthy, so that it is no error of its start.
    """
    for pattern, error in _known():
        fits = only in (None, error.category) and not (served and error.category == "server_startup_failure")
        if fits and (match := pattern.search(text)):
            names = {name: value or "" for name, value in match.groupdict().items()}
            title = error.title.format(**names).strip()
            return Recognised(error.category, title, error.mend, error.sure, error.consequence)
    return None
