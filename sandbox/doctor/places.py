"""Where Spar writes: may it, and is there room?"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from sandbox.choices import config_folder
from sandbox.doctor.check import Check
from sandbox.locks import cache_folder
from sandbox.store.session_store import data_folder

LITTLE = 3 << 30
"""An image, toolchains and a few sessions."""
TOO_LITTLE = 300 << 20
SMALL = 100 << 20
"""What is too little for files of our own: a session of some forty steps takes two, a box's tree up to 64."""


def data() -> Check:
    return _writable("data folder", data_folder(), "no session can be recorded", "SPAR_DATA")


def cache() -> Check:
    return _writable("cache folder", cache_folder(), "no local box can be made", "XDG_CACHE_HOME")


def config() -> Check:
    return _writable("config folder", config_folder(), "the last choices are not remembered", "SPAR_CONFIG")


def temporary() -> Check:
    return _writable("temporary folder", Path(tempfile.gettempdir()), "no local box can be made", "TMPDIR")


def _writable(name: str, folder: Path, cost: str, variable: str) -> Check:
    """Whether `folder` can be written, or made, and has room: nothing is created by looking."""
    nearest = _nearest(folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Check(name, "missing", f"{folder} cannot be written", cost, f"mend its rights, or set {variable}")
    free = shutil.disk_usage(nearest).free
    if free < SMALL:
        detail = f"{folder}: {free / (1 << 20):.0f} MiB free"
        return Check(name, "partial", detail, f"once it is full, {cost}", f"make room, or set {variable}")
    return Check(name, "ok", str(folder))


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
