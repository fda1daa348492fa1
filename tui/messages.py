"""What passes between a screen and the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from sandbox.handle import SessionHandle


class Cancelled(Exception):
    """The person went back while a run was being made ready."""


class ContinueWanted(Message):
    """A session that has ended shall go on."""

    def __init__(self, handle: SessionHandle) -> None:
        super().__init__()
        self.handle = handle


class LeaveWanted(Message):
    """Back from a session to the picker."""
