"""The theme that a person chose last."""

from __future__ import annotations

from sandbox.choices import config_folder
from sandbox.plain_file import open_plain

_LONGEST = 64


def remembered_theme() -> str | None:
    """Its name, or None where nothing was chosen yet."""
    try:
        with open_plain(config_folder() / "theme") as file:
            name = file.read(_LONGEST).decode().strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name or None


def remember_theme(name: str) -> None:
    """Keep it for the next time; a folder that can't be written to loses it."""
    folder = config_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "theme").write_text(f"{name}\n", encoding="utf-8")
    except OSError:
        return
