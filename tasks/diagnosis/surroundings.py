"""What the lines before an exception say about it: whose request it was, and whether the program dealt with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LEVEL = re.compile(r"(?:^|[\s\[:|])(?:WARN(?:ING)?|DEBUG|INFO|warn|debug|info)(?:$|[\s\]:|])")
_DEALT_WITH = re.compile(
    r"(?<!un)\b(?:handled|trapped|retry(?:ing)?|retried|ignor(?:ed|ing)|recover(?:ed|ing)|caught|expected|harmless|"
    r"fall(?:ing)? ?back|skipp(?:ed|ing))\b",
    re.IGNORECASE,
)
_LOUD = re.compile(
    r"unhandled|uncaught|not caught|Internal Server Error|Exception on |Exception in ASGI|Error handling request|"
    r"\b(?:ERROR|CRITICAL|FATAL)\b",
    re.IGNORECASE,
)
_FLASK = re.compile(r"Exception on (?:request (?P<m>[A-Z]+) )?(?P<path>/\S*)(?: \[(?P<method>[A-Z]+)\])?")
_DJANGO = re.compile(r"Internal Server Error: (?P<path>/\S*)")
_ACCESS = re.compile(r'"?(?P<method>GET|POST|PUT|PATCH|DELETE) (?P<path>/\S*)(?: HTTP/[\d.]+)?"? (?:-> |- )?5\d\d')
_KOA = re.compile(r"<-- (?P<method>GET|POST|PUT|PATCH|DELETE) (?P<path>/\S*)")
_NAMED = re.compile(
    r"(?:ERROR|[Ee]rror|[Uu]nhandled|failed).{0,60}?\b(?P<method>GET|POST|PUT|PATCH|DELETE) (?P<path>/\S*)"
)


def handled(around: Sequence[str]) -> bool:
    """Does the nearest line tell a warning, or that somebody caught it? The exception's own line is the last one."""
    for line in list(reversed(around))[:2]:
        if _LOUD.search(line) and not _DEALT_WITH.search(line):
            return False
        if _DEALT_WITH.search(line) or _LEVEL.search(line):
            return not _access(line)
    return False


def _access(line: str) -> bool:
    return " HTTP/" in line or "Application startup" in line or "Started server" in line


def asked_for(around: Sequence[str]) -> tuple[str, str]:
    """Method and path of the request that the nearest line names; empty where none does."""
    for line in reversed(around):
        for pattern in (_FLASK, _DJANGO, _ACCESS, _KOA, _NAMED):
            if match := pattern.search(line):
                names = match.groupdict()
                return names.get("method") or names.get("m") or "", names["path"]
    return "", ""
