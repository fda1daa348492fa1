"""The file tools: write, edit, read and list, with paths that stay inside the tree."""

from __future__ import annotations

import os
import stat

from sandbox.inside.porter.exclusions import skipped_folder

SIZE_LIMIT = 5 << 20
"""Bytes that a tool reads or writes at most; as much as a file of the tree may hold."""
LIST_LIMIT = 500


class Refused(Exception):
    """A tool cannot do what it was asked; the message is for the agent."""


def confine(root: str, path: str) -> str:
    """The real path of `path` (relative to the root, or absolute inside it) with every link resolved.

    Raises Refused for what leads out of the tree.
    """
    if "\0" in path:
        raise Refused("a path cannot hold a zero byte")
    base = os.path.realpath(root)
    real = os.path.realpath(os.path.join(base, path))
    if real != base and not real.startswith(base + os.sep):
        raise Refused(f"{path} is outside the working directory")
    return real


def write(root: str, path: str, content: bytes) -> str:
    """Create or replace a file; its permissions stay."""
    if len(content) > SIZE_LIMIT:
        raise Refused(f"more than {SIZE_LIMIT >> 20} MiB")
    real = confine(root, path)
    try:
        os.makedirs(os.path.dirname(real), exist_ok=True)
        new = not os.path.exists(real)
        with open(os.open(real, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK, 0o644), "wb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror}") from error
    lines = len(content.splitlines())
    return f"{'Created' if new else 'Replaced'} {path} ({lines} line{'' if lines == 1 else 's'})."


def edit(root: str, path: str, old: bytes, new: bytes) -> str:
    """Replace the one place where `old` occurs."""
    content = _contents(root, path)
    if not old:
        raise Refused("the text to replace is empty; use write to make a new file")
    times = content.count(old)
    if times == 0:
        raise Refused(f"the text to replace does not occur in {path}; read it again, white space counts")
    if times > 1:
        raise Refused(f"the text to replace occurs {times} times in {path}; add lines around it to make it unique")
    line = content[: content.index(old)].count(b"\n") + 1
    write(root, path, content.replace(old, new))
    return f"Edited {path} at line {line}."


def read(root: str, path: str, start: int, end: int | None) -> bytes:
    """Lines `start` to `end` (from 1, both included) with their numbers."""
    lines = _contents(root, path).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    first = max(1, start)
    chosen = lines[first - 1 : len(lines) if end is None else max(end, 0)]
    if not chosen:
        return f"{path} has {len(lines)} lines; nothing to show from {start} to {end or 'the end'}.".encode()
    return b"".join(b"%6d\t%s\n" % (number, line) for number, line in enumerate(chosen, first))


def listing(root: str, path: str) -> bytes:
    """Files below a folder, two levels deep; folders end with `/`."""
    real = confine(root, path)
    if not os.path.isdir(real):
        raise Refused(f"{path} is no folder")
    lines: list[bytes] = []
    _list(real, b"", 1, lines)
    if len(lines) > LIST_LIMIT:
        lines[LIST_LIMIT:] = [b"... and more"]
    return b"".join(line + b"\n" for line in lines) or b"(empty)\n"


def _list(folder: str, prefix: bytes, level: int, lines: list[bytes]) -> None:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in names:
        if len(lines) > LIST_LIMIT:
            return
        name = prefix + os.fsencode(entry.name)
        if not entry.is_dir(follow_symlinks=False):
            lines.append(name)
            continue
        lines.append(name + b"/")
        if level < 2 and not skipped_folder(entry.name) and entry.name != ".git":
            _list(entry.path, name + b"/", level + 1, lines)


def _contents(root: str, path: str) -> bytes:
    real = confine(root, path)
    try:
        with open(os.open(real, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(f"{path} is no ordinary file")
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}") from error
    if len(content) > SIZE_LIMIT:
        raise Refused(f"{path} holds more than {SIZE_LIMIT >> 20} MiB")
    return content
