"""Which file names may enter a tree, and how names of any bytes travel in JSON."""

from __future__ import annotations

import re

PATH_LIMIT = 4096
"""Bytes of one path, as in Linux's PATH_MAX."""

_INVISIBLE = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""Code points that HFS+ ignores in names: `.g\u200cit` opens `.git` there (git's own list)."""
_DOT_GITMODULES = re.compile(r"\.gitmodules|gitmod~[1-4]|gi7eba~\d|gi7eb~\d{1,2}")


def to_wire(path: bytes) -> str:
    """Any bytes as a string that JSON carries; `from_wire` gives them back."""
    return path.decode("utf-8", "surrogateescape")


def from_wire(text: object) -> bytes:
    """The bytes behind a string of `to_wire`. Raises TypeError for anything else."""
    if not isinstance(text, str):
        raise TypeError("a path is no string")
    return text.encode("utf-8", "surrogateescape")


def is_dot_git(name: bytes) -> bool:
    """Would some file system open this name, or a part of it, as `.git`? By git's own rules (HFS+, NTFS).

    NTFS takes a backslash for a slash: git checks out no tree that holds `a\\.git`.
    """
    return any(part in (".git", "git~1") for part in _folded(name))


def is_dot_gitmodules(name: bytes) -> bool:
    """Would some file system open this name as `.gitmodules`? Git refuses a whole tree in which that is a link."""
    return any(_DOT_GITMODULES.fullmatch(part) for part in _folded(name))


def _folded(name: bytes) -> list[str]:
    text = _INVISIBLE.sub("", name.decode("utf-8", "surrogateescape")).lower()
    return [part.split(":", 1)[0].rstrip(" .") for part in text.split("\\")]


def check_path(path: bytes) -> bytes:
    """The path itself, when it may enter a tree: relative, no `..`, no empty part, nothing named `.git`.

    Raises ValueError that says what is wrong.
    """
    if not path or len(path) > PATH_LIMIT:
        raise ValueError("a path that is empty or too long")
    if path.startswith(b"/") or b"\0" in path:
        raise ValueError("a path that is absolute or holds a zero byte")
    for part in path.split(b"/"):
        if part in (b"", b".", b".."):
            raise ValueError("a path with an empty part, `.` or `..`")
        if is_dot_git(part):
            raise ValueError("a path with a part named `.git`")
        if len(part) > 255:
            raise ValueError("a name longer than 255 bytes")
    return path
