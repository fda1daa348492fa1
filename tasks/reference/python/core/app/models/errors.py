"""What can go wrong below the services."""


class Conflict(Exception):
    """A value no rule forbids that can't be kept: somebody was quicker, or the database knows no such text."""
