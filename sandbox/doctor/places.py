"""Where Spar writes: may it, and is there room?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.doctor.check import Check
from sandbox.locks import cache_folder
from sandbox.store.session_store import data_folder

LITTLE = 3 << 30
"""An image, toolchains and a few sessions."""
TOO_LITTLE = 300 << 20


def data() -> Check:
    return _writable("data folder", data_folder(), "no session can be recorded", "SPAR_DATA")


def cache() -> Check:
    return _writable("cache folder", cache_folder(), "no local box can be made", "XDG_CACHE_HOME")


def _writable(name: str, folder: Path, cost: str, variable: str) -> Check:
    """Whether `folder` can be written, or made: nothing is created by looking."""
    nearest = _nearest(folder)
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return Check(name, "ok", str(folder))
    return Check(name, "missing", f"{folder} cannot be written", cost, f"mend its rights, or set {variable}")


def _nearest(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def disk() -> Check:
    free = shutil.disk_usage(_nearest(cache_folder())).free
    detail = f"{free / (1 << 30):.1f} GiB free"
    if free < TOO_LITTLE:
        return Check("disk space", "missing", detail, "nothing can be fetched or recorded", "make room")
    if free < LITTLE:
        return Check("disk space", "partial", detail, "image and toolchains need up to 2 GiB", "make room")
    return Check("disk space", "ok", detail)
