"""What the screens will look like here."""

from __future__ import annotations

import os
import shutil
import sys

from sandbox.doctor.check import Check

COLUMNS, ROWS = 80, 24


def size() -> Check:
    if not sys.stdout.isatty():
        return Check(
            "terminal", "partial", "standard output is no terminal", "no screens; commands work", "start `spar` in one"
        )
    here = shutil.get_terminal_size()
    detail = f"{here.columns} columns, {here.lines} rows"
    if here.columns < COLUMNS or here.lines < ROWS:
        return Check("terminal", "partial", detail, "panes are folded away", f"make it {COLUMNS} by {ROWS} or larger")
    return Check("terminal", "ok", detail)


def colours() -> Check:
    if os.environ.get("NO_COLOR"):
        return Check("colours", "partial", "NO_COLOR is set", "screens are grey", "unset NO_COLOR")
    if os.environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return Check("colours", "ok", "16 million")
    name = os.environ.get("TERM", "")
    if "256color" in name or name in {"xterm-kitty", "alacritty", "foot", "wezterm"}:
        return Check("colours", "ok", f"256 ({name})")
    detail = f"TERM is {name or 'unset'}"
    return Check("colours", "partial", detail, "themes look coarse", "set TERM=xterm-256color or COLORTERM=truecolor")


def utf8() -> Check:
    # The screens put a stand-in without an encoding in standard output's place.
    named = getattr(sys.stdout, "encoding", None) or getattr(sys.__stdout__, "encoding", None) or "unknown"
    if named.lower().replace("-", "") == "utf8":
        return Check("UTF-8", "ok", "characters come through")
    detail = f"standard output is {named}"
    return Check("UTF-8", "missing", detail, "lines and letters are garbled", "set LANG=C.UTF-8")
