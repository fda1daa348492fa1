"""A server's log as plain lines, bounded: JSON records unfolded, prefixes of containers and groups taken off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_HEAD, _TAIL = 128 << 10, 256 << 10
_LONGEST = 2_000
_PREFIX = re.compile(r"^(?:[\w.-]+ +\| ?|(?:  )+[|+](?:-+(?: \d+ -+)?)? ?)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_TELLING = re.compile(
    r"rror|xception|ERR_|fatal|FATAL|[Kk]illed|Forbidden|CSRF|refused|violat|denied|not found|No such|no such|"
    r"undefined|Unable|[Cc]annot|can't|SIG|OOM|abort|DisallowedHost|HTTP_HOST|already in use|"
    r"not implemented|space left|never awaited"
)
_QUIET = re.compile(r"\b(?:WARN(?:ING)?|DEBUG|Deprecat\w+|deprecated)\b|^INFO ")
_MOST_TOLD = 300
_WARN = 50
"""Pino's levels: 30 info, 40 warn, 50 error."""


def lines(log: str) -> Iterator[str]:
    """The beginning and the end of a log, line by line."""
    if len(log) > _HEAD + _TAIL:
        log = f"{log[:_HEAD]}\n{log[-_TAIL:]}"
    if "\x1b" in log:
        log = _ANSI.sub("", log)
    asked: dict[str, str] = {}
    for line in log.splitlines():
        if line.startswith('{"'):
            yield from _unfolded(line, asked)
        else:
            yield _PREFIX.sub("", line[:_LONGEST].rstrip())


def telling(log: str) -> str:
    """The lines of a log that tell of trouble, each once; neither warnings nor what is deprecated."""
    told: dict[str, None] = {}
    for line in lines(log):
        if _TELLING.search(line) and not _QUIET.search(line):
            told.setdefault(line[:400])
            if len(told) >= _MOST_TOLD:
                break
    return "\n".join(told)


def _unfolded(line: str, asked: dict[str, str]) -> Iterator[str]:
    """One JSON record as text. `asked` remembers which request an id belongs to."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        yield line[:_LONGEST]
        return
    if not isinstance(record, dict):
        return
    name = str(record.get("reqId", ""))
    if isinstance(request := record.get("req"), dict):
        asked[name] = f"{request.get('method', '')} {request.get('url', '')}"
    error = record.get("err") or record.get("error")
    level = record.get("level", 0)
    if not isinstance(error, dict):
        quiet = isinstance(level, int) and level < _WARN
        yield f"{'INFO ' if quiet else ''}{record.get('msg', '')}"[:_LONGEST]
        return
    quiet = isinstance(level, int) and level < _WARN
    yield f"{'INFO' if quiet else 'ERROR'} Exception on request {asked.get(name, '')} {_status(record, error)}"
    stack = str(error.get("stack") or f"{error.get('type', 'Error')}: {error.get('message', '')}")
    yield from stack[: _LONGEST * 4].splitlines()
    for key in ("original", "parent", "cause"):
        if isinstance(inner := error.get(key), dict):
            yield f"  {key}: {inner.get('name', 'error')}: {inner.get('message', '')}"[:_LONGEST]
    if code := error.get("code"):
        yield f"  code: {code}"


def _status(record: dict[str, object], error: dict[str, object]) -> str:
    answered = record.get("res")
    return str(answered.get("statusCode", "") if isinstance(answered, dict) else error.get("statusCode", ""))
