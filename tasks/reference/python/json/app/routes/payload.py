"""What a request says, taken out of its JSON body and its query string; wrong types end here."""

import json
from collections.abc import Mapping
from typing import Any

from app.services.errors import Invalid


def section(body: bytes, name: str) -> dict[str, Any]:
    """The object that the body wraps in `name`. Raises Invalid for anything else."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid({"body": ["isn't JSON"]}) from error
    wrapped = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(wrapped, dict):
        raise Invalid({name: ["must be an object"]})
    return wrapped


def texts(fields: Mapping[str, Any], *names: str) -> dict[str, str | None]:
    """Those of the fields that were sent; null is None. Raises Invalid where one is neither text nor null."""
    sent = {name: fields[name] for name in names if name in fields}
    wrong = {name: ["must be text"] for name, value in sent.items() if not isinstance(value, str | None)}
    if wrong:
        raise Invalid(wrong)
    return sent


# spar:begin articles
def tag_list(fields: Mapping[str, Any]) -> list[str] | None:
    """The tags that were sent, None where none were. Raises Invalid unless they are a list of texts."""
    if "tagList" not in fields:
        return None
    tags = fields["tagList"]
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Invalid({"tagList": ["must be a list of texts"]})
    return tags


def page(query: Mapping[str, str]) -> dict[str, int]:
    """`limit` and `offset` of a list. Raises Invalid unless they are whole numbers."""
    return {"limit": _number(query, "limit", 20), "offset": _number(query, "offset", 0)}


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid({name: ["must be a whole number"]})
    return int(text)


# spar:end
# spar:begin comments
def comment_number(text: str) -> int | None:
    """The id in a comment's address, None where it can't be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
# spar:end
