"""What an agent can do in one turn. Values only: the box carries them out."""

from __future__ import annotations

import msgspec


class Shell(msgspec.Struct, frozen=True, tag="shell"):
    """Run one command with `bash -c` at the root of the tree; the working directory does not persist."""

    command: str
    timeout: float | None = None


class WriteFile(msgspec.Struct, frozen=True, tag="write"):
    """Create or replace a file, with the folders above it."""

    path: str
    content: str


class EditFile(msgspec.Struct, frozen=True, tag="edit"):
    """Replace the one place where `old` occurs exactly; refused when it occurs never or more than once."""

    path: str
    old: str
    new: str


class ReadFile(msgspec.Struct, frozen=True, tag="read"):
    """Show lines `start` to `end` (from 1, both included; `end` None: to the end) of a file."""

    path: str
    start: int = 1
    end: int | None = None


class ListFiles(msgspec.Struct, frozen=True, tag="list"):
    """List the files below a folder, two levels deep."""

    path: str = "."


class SearchFiles(msgspec.Struct, frozen=True, tag="search"):
    """Lines below `path` that match a regular expression, as `path:line: text`."""

    pattern: str
    path: str = "."


class Submit(msgspec.Struct, frozen=True, tag="submit"):
    """The agent says that it is done."""

    message: str = ""


class Say(msgspec.Struct, frozen=True, tag="say"):
    """No usable action: the agent only talked, or called something malformed; `correction` is what it is told back."""

    correction: str


Action = Shell | WriteFile | EditFile | ReadFile | ListFiles | SearchFiles | Submit | Say


def describe(action: Action) -> str:
    """One line for a list: `write app/db.py`, `$ ./run.sh; curl ...`. Foreign text: clean it before showing it."""
    match action:
        case Shell(command=command):
            return f"$ {command}"
        case Submit():
            return "submit"
        case Say():
            return "said something, did nothing"
        case SearchFiles(pattern=pattern):
            return f"search {pattern}"
        case WriteFile(path=path) | EditFile(path=path) | ReadFile(path=path) | ListFiles(path=path):
            return f"{action.__struct_config__.tag} {path}"
