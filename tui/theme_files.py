"""Themes are files: one TOML file a theme, its keys the fields of Textual's Theme, its variables Spar's own names."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from textual.theme import Theme

import themes

VARIABLES: tuple[str, ...] = (
    "frame", "quiet", "gained", "lost", "waiting", "bar", "added", "removed", "added-mark", "removed-mark", "nothing",
    "code-comment", "code-keyword", "code-string", "code-number", "code-function",
)  # fmt: skip
"""What Spar's stylesheets use beside Textual's own names; a user's theme may leave any out."""

DEFAULT = "spar-dark"
_FIELDS = {field.name: field.type for field in dataclasses.fields(Theme)}
_COLOURS = ("primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface",
            "panel", "boost")  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_BIGGEST = 64 << 10


class BadTheme(ValueError):
    """A theme file can't be used; the message is one line that names the file, the key and what is expected."""


def shipped() -> tuple[Theme, ...]:
    """The themes that come with Spar, the default first. Raises BadTheme (a test loads them all)."""
    found = [
        theme_from(file.read_text(encoding="utf-8"), file.name)
        for file in sorted(Path(themes.__file__).parent.glob("*.toml"))
    ]
    return tuple(sorted(found, key=lambda theme: theme.name != DEFAULT))


def from_folder(folder: Path) -> tuple[list[Theme], list[str]]:
    """A user's themes, and a line for each file that can't be used. A missing folder holds none."""
    themes: list[Theme] = []
    problems: list[str] = []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            themes.append(theme_in(file, file.name))
        except BadTheme as problem:
            problems.append(str(problem))
    return themes, problems


def theme_in(file: Path, called: str) -> Theme:
    """The theme of a file, which a message names as `called`. Raises BadTheme."""
    try:
        if file.stat().st_size > _BIGGEST:
            raise BadTheme(f"{called}: too big for a theme")
        if not file.is_file():
            raise BadTheme(f"{called}: no file")
        return theme_from(file.read_text(encoding="utf-8"), called)
    except OSError as error:
        raise BadTheme(f"{called}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadTheme(f"{called}: not UTF-8 text") from error


def theme_from(text: str, file: str) -> Theme:
    """The theme that a TOML text describes. Raises BadTheme."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadTheme(f"{file}: no TOML ({error})") from error
    if unknown := sorted(set(raw) - set(_FIELDS)):
        raise BadTheme(f"{file}: unknown key {unknown[0]!r}; there are {', '.join(_FIELDS)}")
    for key in ("name", "primary"):
        if key not in raw:
            raise BadTheme(f"{file}: {key} is missing")
    if not isinstance(raw["name"], str) or not _NAME.fullmatch(raw["name"]):
        raise BadTheme(f"{file}: name must be lower-case letters, digits and dashes, not {raw['name']!r}")
    for key in _COLOURS:
        if key in raw:
            _check_colour(raw[key], key, file)
    variables = raw.get("variables", {})
    if not isinstance(variables, dict):
        raise BadTheme(f"{file}: variables must be a table")
    for key, value in variables.items():
        if key in VARIABLES:
            _check_colour(value, key, file)
        elif not isinstance(value, str):
            raise BadTheme(f"{file}: {key} must be a text")
    for key in ("dark", "ansi"):
        if not isinstance(raw.get(key, False), bool):
            raise BadTheme(f"{file}: {key} must be true or false")
    for key in ("luminosity_spread", "text_alpha"):
        if not isinstance(raw.get(key, 0.5), int | float):
            raise BadTheme(f"{file}: {key} must be a number")
    return Theme(**raw)


def defaults(theme: Theme) -> Mapping[str, str]:
    """Spar's own names for a theme that doesn't set them (Textual's own, or a user's short one)."""
    foreground = theme.foreground or ("#e0e0e0" if theme.dark else "#1d2330")
    gained, lost = theme.success or theme.primary, theme.error or theme.primary
    return {
        "frame": f"{foreground} 30%", "quiet": f"{foreground} 65%", "gained": gained, "lost": lost,
        "waiting": theme.warning or theme.accent or theme.primary, "bar": theme.primary, "added": f"{gained} 18%",
        "removed": f"{lost} 18%", "added-mark": f"{gained} 40%", "removed-mark": f"{lost} 40%",
        "nothing": f"{foreground} 4%", "code-comment": f"{foreground} 60%", "code-keyword": theme.primary,
        "code-string": gained, "code-number": theme.warning or theme.primary,
        "code-function": theme.secondary or theme.primary,
    }  # fmt: skip


def _check_colour(value: object, key: str, file: str) -> None:
    from textual.color import Color, ColorParseError

    try:
        if not isinstance(value, str):
            raise ColorParseError("no text")
        Color.parse(value.split(" ")[0])
    except ColorParseError as error:
        raise BadTheme(f'{file}: {key} must be a colour such as "#7aa2f7", not {value!r}') from error
