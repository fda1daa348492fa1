"""What a person's typed line means when it is the person's turn, and how an action is put into an editor and back."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, SearchFiles, Shell, Submit, WriteFile

PREFIXES = ":edit FILE   :read FILE   :list [FOLDER]   :search WORDS   :submit"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """The person wants to write this file in an editor."""

    path: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The line can't be meant; `words` say what to type instead."""

    words: str


def meaning(line: str) -> Action | OpenFile | Unclear:
    """A shell command, unless the line begins with `:` and one of Spar's own words."""
    line = line.strip()
    if not line:
        return Unclear("type a command")
    if not line.startswith(":"):
        return Shell(line)
    word, _, rest = line[1:].partition(" ")
    rest = rest.strip()
    match word:
        case "submit":
            return Submit(rest)
        case "list":
            return ListFiles(rest or ".")
        case "edit" | "read" | "search" if not rest:
            return Unclear(f":{word} needs {'words to look for' if word == 'search' else 'a file'}")
        case "edit":
            return OpenFile(rest)
        case "read":
            return ReadFile(rest)
        case "search":
            return SearchFiles(rest)
    return Unclear(f"no word :{word}; there are {PREFIXES}")


def editable(action: Action) -> str | None:
    """The text that a person may change before an action runs, None where there is none."""
    match action:
        case Shell(command=command):
            return command
        case WriteFile(content=content):
            return content
        case EditFile(new=new):
            return new
    return None


def with_text(action: Action, text: str) -> Action:
    """The same action with its editable text replaced."""
    match action:
        case Shell():
            return msgspec.structs.replace(action, command=text)
        case WriteFile():
            return msgspec.structs.replace(action, content=text)
        case EditFile():
            return msgspec.structs.replace(action, new=text)
    return action
