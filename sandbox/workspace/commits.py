"""Commits as bytes: who, when, the title of a step and its trailers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

AUTHOR = "Spar <spar@localhost>"
TITLE = 120
"""Letters of a title; more of them help nobody in `git log --oneline`."""


class CommitText(NamedTuple):
    """What a commit says. Times in seconds since 1970."""

    tree: str
    parents: tuple[str, ...]
    at: int
    message: str

    def encode(self) -> bytes:
        who = f"{AUTHOR} {self.at} +0000"
        lines = [f"tree {self.tree}", *(f"parent {sha}" for sha in self.parents), f"author {who}", f"committer {who}"]
        return ("\n".join(lines) + "\n\n" + self.message).encode("utf-8", "replace")


def write(tree: str, parents: Sequence[str], message: str) -> bytes:
    """A commit made now."""
    return CommitText(tree, tuple(parents), int(time.time()), message).encode()


def parse(data: bytes) -> CommitText:
    """The parts of a commit that Spar wrote. Raises ValueError for anything else."""
    head, _, message = data.decode("utf-8", "replace").partition("\n\n")
    tree = ""
    parents: list[str] = []
    at = 0
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        if key == "tree":
            tree = value
        elif key == "parent":
            parents.append(value)
        elif key == "committer":
            at = int(value.rsplit(" ", 2)[1])
    if not tree:
        raise ValueError("no commit")
    return CommitText(tree, tuple(parents), at, message)


def message(title: str, step: int | None = None) -> str:
    """A title made safe for one line of a terminal, and the trailer of its step."""
    line = one_line(title)[:TITLE] or "a step without words"
    return line + ("\n" if step is None else f"\n\nSpar-Step: {step}\n")


def with_trailers(text: str, note: str) -> str:
    """A commit's message with the lines of its note (`Score: 135/290`) among its trailers."""
    lines = [one_line(line) for line in note.splitlines() if line.strip()]
    body = text.rstrip("\n")
    gap = "\n" if "\n\nSpar-Step: " in body else "\n\n"
    return body + gap + "\n".join(lines) + "\n" if lines else text


def one_line(text: str) -> str:
    """Foreign text on one line, with everything that a terminal could act on shown as an escape."""
    flat = " ".join(text[:2000].split())
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in flat)
