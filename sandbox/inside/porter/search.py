"""The search tool, run as a program of its own: a pattern that backtracks for ever is ended like any command."""

import json
import os
import re
import stat
import sys

MATCHES = 300
WIDTH = 300
SIZE = 1 << 20


def search(pattern: str, place: str, root: str, skipped: set[str]) -> int:
    """Print `path:line: text` for each match; returns the exit status: 0 found, 1 nothing, 2 a bad pattern."""
    try:
        wanted = re.compile(pattern.encode("utf-8", "surrogateescape"))
    except re.error as error:
        print(f"not a regular expression: {error}")
        return 2
    found = 0
    for path in files(place, skipped):
        shown = os.path.relpath(path, root).encode("utf-8", "surrogateescape")
        for number, line in enumerate(contents(path).split(b"\n"), 1):
            if wanted.search(line):
                sys.stdout.buffer.write(b"%s:%d: %s\n" % (shown, number, line[:WIDTH]))
                found += 1
                if found == MATCHES:
                    print(f"... stopped at {MATCHES} matches")
                    return 0
    if not found:
        print("no matches")
    return 0 if found else 1


def files(place: str, skipped: set[str]) -> list[str]:
    """Every file at or below a place, without links."""
    if not os.path.isdir(place):
        return [place]
    paths: list[str] = []
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in skipped)
        paths.extend(os.path.join(folder, name) for name in sorted(names))
    return paths


def contents(path: str) -> bytes:
    """The bytes of a text file; nothing for binary, huge, unreadable and special ones."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return b""
    with open(file, "rb") as opened:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > SIZE:
            return b""
        data = opened.read(SIZE)
    return b"" if b"\0" in data else data


if __name__ == "__main__":
    sys.exit(search(sys.argv[1], sys.argv[2], sys.argv[3], set(json.loads(sys.argv[4]))))
