"""A person's own editor on a private copy of a text: never on a file that an agent can reach."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from tui.text import clean, decode

_KEPT_BYTES = 4 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class EditorFailed(Exception):
    """The editor could not start, or said that it failed; the text stays as it was."""


def own_editor() -> list[str] | None:
    """The command in VISUAL, else in EDITOR, None where neither names a program that is there."""
    for variable in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(os.environ.get(variable, ""))
        except ValueError:
            continue
        if command and shutil.which(command[0]):
            return command
    return None


def edit_text(command: list[str], name: str, text: str) -> str | None:
    """The text as the person left it, None where it is unchanged. `name` lends the copy its ending for colours.

    The copy is cleaned (an editor draws on the terminal), lies in a folder of mode 0700, has mode 0600, and is removed.
    Raises EditorFailed.
    """
    shown = clean(text)
    with tempfile.TemporaryDirectory(prefix="spar-") as folder:
        copy = Path(folder) / (_UNSAFE.sub("_", name.rpartition("/")[2])[-80:].lstrip("-.") or "text")
        with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(shown)
        try:
            status = subprocess.run([*command, str(copy)], check=False).returncode
            written = copy.read_bytes()
        except OSError as error:
            raise EditorFailed(f"{command[0]}: {error.strerror}") from None
    if status != 0:
        raise EditorFailed(f"{command[0]} ended with status {status}")
    if len(written) > _KEPT_BYTES:
        raise EditorFailed(f"the text is longer than {_KEPT_BYTES >> 20} MiB")
    left = decode(written)
    if not shown.endswith("\n"):
        left = left.removesuffix("\n")  # Most editors end a file with a newline that nobody typed.
    return None if left == shown else left
