"""What can go wrong below the services."""


class Conflict(Exception):
    """Somebody else has just taken the name, or removed what a new row refers to."""
