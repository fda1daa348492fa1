"""What a command says when its input makes no sense."""


class InputError(Exception):
    """One line that says what is wrong and what to do. Exit 2."""
