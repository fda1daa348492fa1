"""Acting in plain text, for models that have no tool calling: one fenced block an answer.

The format is described to the model in `tools-fenced.md` and `bash-fenced.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.agents import corrections
from sandbox.agents.tool_calls import Scaffold, submission

_OPENING = re.compile(r"^ {0,3}(`{3,})[ \t]*([a-z]+)(?:[ \t]+(\S.*?))?[ \t]*$")
_EDIT = re.compile(r"\A<{7}[^\n]*\n(?P<old>.*?)^={7}\n(?P<new>.*?)^>{7}[^\n]*\n?\Z", re.DOTALL | re.MULTILINE)
_LINES = re.compile(r"^(?P<path>.*?)(?:\s+(?P<start>\d{1,9})(?:-(?P<end>\d{1,9})?)?)?$")
_SHELL = ("bash", "sh", "shell")
_WORDS = {"bash": _SHELL, "tools": (*_SHELL, "write", "edit", "read", "list", "search", "submit")}


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer in plain text, taken apart. `more`: how many blocks there were beside the first."""

    thought: str
    action: Action
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    word: str
    rest: str
    body: str
    whole: bool


def take_apart(text: str, scaffold: Scaffold) -> Spoken | None:
    """The words before the first block, and the block as an action; None where there is no block."""
    thought, blocks = _blocks(text, _WORDS[scaffold])
    if not blocks:
        return None
    if not blocks[0].whole:
        return Spoken(thought, Say(corrections.wrong_block(blocks[0].word, "it isn't closed")))
    return Spoken(thought, submission(_action(blocks[0])), len(blocks) - 1)


def block_of(action: Action) -> str:
    """The block that asks for an action."""
    match action:
        case Shell(command=command):
            return _fence("bash", "", command)
        case WriteFile(path=path, content=content):
            return _fence("write", path, content)
        case EditFile(path=path, old=old, new=new):
            return _fence("edit", path, f"<<<<<<<\n{_line(old)}=======\n{_line(new)}>>>>>>>\n")
        case ReadFile(path=path, start=start, end=end):
            lines = f" {start}-{end or ''}" if (start, end) != (1, None) else ""
            return _fence("read", f"{path}{lines}", "")
        case ListFiles(path=path):
            return _fence("list", path, "")
        case SearchFiles(pattern=pattern, path=path):
            return _fence("search", path, pattern)
        case Submit(message=message):
            return _fence("submit", "", message)
        case Say():
            return ""


def _blocks(text: str, words: tuple[str, ...]) -> tuple[str, list[_Block]]:
    """The text before the first block that we know, and all such blocks."""
    thought: list[str] = []
    blocks: list[_Block] = []
    lines = iter(text.split("\n"))
    for line in lines:
        opening = _OPENING.match(line)
        if opening is None or opening[2] not in words:
            if not blocks:
                thought.append(line)
            continue
        body: list[str] = []
        whole = False
        for inner in lines:
            if inner.strip() == opening[1]:
                whole = True
                break
            body.append(inner)
        blocks.append(_Block(opening[2], opening[3] or "", "".join(f"{one}\n" for one in body), whole))
    return "\n".join(thought).strip(), blocks


def _action(block: _Block) -> Action:
    body, rest = block.body, block.rest
    match block.word:
        case "write" if rest:
            return WriteFile(rest, body)
        case "edit" if rest:
            found = _EDIT.match(body)
            if found is None:
                return Say(corrections.wrong_block("edit", "it needs the lines <<<<<<<, ======= and >>>>>>>"))
            return _edit(rest, found["old"], found["new"])
        case "read" if rest:
            lines = _LINES.match(rest)
            assert lines is not None  # Every part of the pattern may be missing.
            start, end = lines["start"], lines["end"]
            return ReadFile(lines["path"], int(start or 1), int(end) if end else None)
        case "write" | "edit" | "read":
            return Say(corrections.wrong_block(block.word, "the path is missing on its first line"))
        case "list":
            return ListFiles(rest or ".")
        case "search":
            pattern = body.strip("\n")
            return (
                SearchFiles(pattern, rest or ".") if pattern else Say(corrections.wrong_block("search", "it is empty"))
            )
        case "submit":
            return Submit(body.strip())
        case _:
            command = body.rstrip("\n")
            return Shell(command) if command.strip() else Say(corrections.wrong_block("bash", "it is empty"))


def _edit(path: str, old: str, new: str) -> EditFile:
    """Both pieces without their last newline, so that a piece at the end of a file is found too."""
    if not new:
        return EditFile(path, old, "")
    return EditFile(path, old.removesuffix("\n"), new.removesuffix("\n"))


def _line(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _fence(word: str, rest: str, body: str) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`{3,}", body)), default=0))
    return f"{ticks}{word}{' ' if rest else ''}{rest}\n{_line(body)}{ticks}"
