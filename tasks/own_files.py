"""Files that people write for Spar: read within bounds, and refused in one line that names the file."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from tasks.toml_words import plain, unknown_key

LONGEST = 60
"""Letters of a wrong name that are said back."""

_SIZE = 64 << 10
_PATCH = 4 << 20
_LONGEST_PATH = 300
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")

T = TypeVar("T", bound=msgspec.Struct)


class BadFile(ValueError):
    """A file that is not what it should be; one line that names the file and what is wrong."""


def place(kind: str) -> Path:
    """Where a person's files of a kind lie: in Spar's configuration directory, which `SPAR_CONFIG` replaces."""
    return Path(os.environ.get("SPAR_CONFIG") or platformdirs.user_config_dir("spar", appauthor=False)) / kind


def files(kind: str) -> Iterator[Path]:
    """Every TOML file of a kind, by name."""
    try:
        yield from sorted(path for path in place(kind).iterdir() if path.suffix == ".toml")
    except OSError:
        return


def said(path: Path, kind: type[T], what: str) -> T:
    """What the file of a `what` (task, framework) says. Raises BadFile."""
    if not NAME.fullmatch(path.stem):
        raise BadFile(f"{path}: a {what}'s file is named in letters, digits, `.`, `_` and `-`")
    try:
        if path.exists() and not path.is_file():
            raise BadFile(f"the {what} {path} can't be read: it is no file")
        with path.open("rb") as file:
            raw = file.read(_SIZE + 1)
    except OSError as error:
        raise BadFile(f"the {what} {path} can't be read: {error.strerror}") from error
    if len(raw) > _SIZE:
        raise BadFile(f"{path} is larger than {_SIZE >> 10} KiB")
    try:
        told = tomllib.loads(raw.decode("utf-8-sig"))
        if words := unknown_key(told, kind.__struct_fields__):
            raise BadFile(f"{path}: {words}")
        return msgspec.convert(told, kind)
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: it is not UTF-8 text") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadFile(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadFile(f"{path}: {plain(str(error))}") from error


def check_words(path: Path, name: str, words: str, *, lines: bool = False) -> None:
    """What is told to an agent or a shell is text (of several `lines`?), and says something. Raises BadFile."""
    allowed = "\n\r\t" if lines else ""
    if any(unicodedata.category(letter) == "Cc" and letter not in allowed for letter in words):
        raise BadFile(f"{path}: `{name}` holds a control character")
    if words and not words.strip():
        raise BadFile(f"{path}: `{name}` is blank; say something there, or leave it out")


def beside(path: Path, name: str, named: str, what: str) -> str:
    """The directory (`patch`: the file) that a key of the file names, absolute; empty where it names none.

    It has to lie beside the file, or below: a file that somebody else wrote must not take a person's own files along
    for a model to read. Raises BadFile.
    """
    if not named:
        return ""
    folder = path.absolute().parent
    place = folder / named
    try:
        inside = place.resolve().is_relative_to(folder.resolve())
        there = place.is_file() if name == "patch" else place.is_dir()
        size = place.stat().st_size if there and name == "patch" else 0
    except (OSError, RuntimeError, ValueError) as error:
        raise BadFile(f"{path}: `{name}` can't be looked at: {getattr(error, 'strerror', None) or error}") from error
    if not inside:
        raise BadFile(f"{path}: `{name}` leaves the {what}'s own folder: {named[:LONGEST]!r}")
    if not there:
        kind = "patch" if name == "patch" else f"{name} directory"
        raise BadFile(f"{path}: there is no {kind} {str(place)[:_LONGEST_PATH]}")
    if size > _PATCH:
        raise BadFile(f"{path}: the patch is larger than {_PATCH >> 20} MiB")
    return str(place)
