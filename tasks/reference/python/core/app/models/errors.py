"""What can go wrong below the services."""


class Conflict(Exception):
    """The value can't be kept or looked up: somebody has just taken the name, removed what it refers to, or it is NUL."""
