"""Copying out of a terminal: OSC 52 for terminals that know it, a clipboard program for the others."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping

TOOLS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "pbcopy", ()),
    ("WAYLAND_DISPLAY", "wl-copy", ()),
    ("DISPLAY", "xclip", ("-selection", "clipboard")),
    ("DISPLAY", "xsel", ("--clipboard", "--input")),
)
_SECONDS = 2.0


def program(environment: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """The command line of the clipboard program that works here, None where there is none."""
    for variable, name, arguments in TOOLS:
        if (not variable or environment.get(variable)) and (path := shutil.which(name)):
            return (path, *arguments)
    return None


def copy_with_program(text: str) -> bool:
    """Hand text to the clipboard program; False where there is none or it fails. Blocks for at most 2 s."""
    command = program()
    if command is None:
        return False
    try:
        subprocess.run(
            command, input=text.encode("utf-8", "replace"), timeout=_SECONDS, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return True
