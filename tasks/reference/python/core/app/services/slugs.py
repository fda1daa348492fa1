# spar:begin articles
"""Slugs: the readable name of an article in its address."""

import re
import secrets
import unicodedata
from collections.abc import Callable

RESERVED = frozenset({"feed"})


def new_slug(title: str, taken: Callable[[str], bool]) -> str:
    """The title in lower-case ASCII words, with something random behind it where that is taken or says nothing."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    slug = words
    while not slug or slug in RESERVED or taken(slug):
        slug = f"{words or 'article'}-{secrets.token_hex(4)}"
    return slug
# spar:end
