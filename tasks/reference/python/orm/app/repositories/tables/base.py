"""What all mapped classes share."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass
