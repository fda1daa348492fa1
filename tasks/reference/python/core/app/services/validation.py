"""The rules for text that come before any other."""

from app.services.errors import Invalid


def require_text(**fields: str | None) -> None:
    """Raise Invalid, naming each field that is missing, empty or only white space."""
    blank = {name: ["can't be blank"] for name, value in fields.items() if value is None or not value.strip()}
    if blank:
        raise Invalid(blank)
    require_storable(**fields)


def require_storable(**fields: str | None) -> None:
    """Raise Invalid for what no database keeps: NUL, and halves of surrogate pairs, which JSON can smuggle in."""
    broken = {name: ["has characters that aren't text"] for name, value in fields.items() if value and _unkept(value)}
    if broken:
        raise Invalid(broken)


def _unkept(value: str) -> bool:
    return any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value)
