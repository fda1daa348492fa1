"""The finished session that ships with Spar: something to look at before anything has run."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sandbox.store.session_file import take_in
from sandbox.store.session_store import SessionStore, data_folder

NAME = "example"


def folder_named(session: str) -> Path:
    """The folder of a session: by id or a part of one, `last`, `example`, a folder, or a session file (.zip).

    Raises JournalError.
    """
    if session == NAME:
        return example_folder()
    if session.endswith(".zip"):
        return take_in(Path(session), SessionStore())
    return SessionStore().folder(session)


def example_folder() -> Path:
    """The example's folder, unpacked on first use beside the person's own sessions. Raises JournalError."""
    with resources.as_file(resources.files("sandbox.store").joinpath("example.zip")) as file:
        return take_in(file, SessionStore(data_folder() / "example"))
