# spar:begin articles|comments
"""Times as the API writes them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer


def _write(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(_write, return_type=str)]
"""`2026-01-31T12:00:00.000Z`"""
# spar:end
