"""Removes what local boxes of a killed process left on this machine: their folders and their control groups."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from sandbox.box.cgroup import MOUNT

FOLDER = "spar-box-"
"""How the names of a box's private folders begin; the number of the owning process follows."""
_OWNED = re.compile(r"spar-(?:box-)?(\d+)-")


def remove_leftovers(mount: Path = MOUNT) -> None:
    """Remove folders and groups of this user whose owning process is gone; what cannot be removed stays."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        if _abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
    # Directly below the mount or one deeper: the usual places of both versions. An empty group elsewhere costs nothing.
    for group in (*mount.glob("spar-*"), *mount.glob("*/spar-*")):
        if _abandoned(group):
            try:
                group.rmdir()
            except OSError:
                continue


def _abandoned(folder: Path) -> bool:
    match = _OWNED.match(folder.name)
    try:
        status = folder.lstat()
    except OSError:
        return False
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return match is not None and ours and not _alive(int(match[1]))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
