"""A shell script cut into command lines and words, as far as reading alone can tell."""

from __future__ import annotations

import posixpath
import shlex


def lines_of(text: str) -> list[str]:
    """Command lines; those that a backslash or an open quote continues are one."""
    joined = text.replace("\\\n", " ")
    lines: list[str] = []
    pending = ""
    for line in joined.splitlines():
        if not pending and line.lstrip().startswith("#"):
            continue
        pending = f"{pending}\n{line}" if pending else line
        if (pending.count('"') % 2 == 0 and pending.count("'") % 2 == 0) or len(pending) > 5000:
            lines.append(pending)
            pending = ""
    if pending:
        lines.append(pending)
    return lines[:2000]


def words_of(line: str) -> list[str]:
    """The words of a line, operators such as `&&` among them."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();&|")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)[:400]
    except ValueError:
        return line.split()[:400]


def under(folder: str, name: str) -> str:
    """A name of the script as a path in the tree, seen from the folder that the script is in."""
    if not name or name.startswith(("$", '"$', "`")):
        # `cd "$(dirname "$0")"` and its relatives stay where the script lies.
        return folder
    name = name.removeprefix("/workspace/") if name.startswith("/workspace") else name
    path = posixpath.normpath(posixpath.join(folder, name))
    return "" if path in (".", "/", "/workspace") else path
