"""Why a request that was answered with success failed nonetheless: items missing, flags unchanged, other shapes."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import LISTS, SLUGGED

_EMPTY = (0.6, 0.8)
"""The share that fails where a list is there and its first item is not: 12 of 17, 5 of 7."""

_UNAWAITED = re.compile(
    r"coroutine '(?P<call>[\w.]*\b(?:execute\w*|fetch\w*|commit|flush|refresh|rollback|merge|scalars?|a?save|a?create|"
    r"a?delete|a?update|aget|aadd|insert\w*|get_or_create))' was never awaited"
)
_TWO_HUNDRED = ("list", "feed", "comments", "profile", "follow", "unfollow", "tags")


def lacks_items(asked: Asked) -> bool:
    """A list that was answered, without the items that are looked for."""
    listed = asked.endpoint in LISTS or asked.endpoint == "comments"
    return listed and asked.ok and asked.total > 5 and _EMPTY[0] <= asked.share <= _EMPTY[1]


def unawaited(asked: Asked, story: Story) -> Cause | None:
    """A write shows no effect, and Python says that a coroutine of a database library was thrown away."""
    thrown = _UNAWAITED.search(asked.log)
    if thrown is None or not asked.ok or not (asked.failed <= 2 or lacks_items(asked)):
        return None
    return Cause(
        "database_runtime_error",
        f"A database call is never awaited: {thrown['call']}.",
        f"{asked.went} The log says {thrown[0]}.",
        "Await it: until then nothing has been sent to the database.",
        0.85,
        "unawaited",
    )


def empty_list(asked: Asked, story: Story) -> Cause | None:
    """A list lacks its items."""
    if not lacks_items(asked):
        return None
    gone = [one for one in story.asked if one.endpoint == "read" and one.status in (404, None)]
    forgot = asked.endpoint == "comments" and any(
        one.status in (404, None) for one in story.by_endpoint.get("uncomment", ())
    )
    if (gone and story.worked("create") and not story.worked("read")) or forgot:
        return _kept_nothing(asked)
    return Cause(
        "incorrect_query_logic",
        "A list lacks the items that it should hold.",
        f"{asked.went} The list is there, its items are not.",
        "Check the query's filters and joins, and that what was written is what is read.",
        0.8,
        f"empty-{asked.endpoint}",
    )


def _kept_nothing(asked: Asked) -> Cause:
    return Cause(
        "state_propagation_failure",
        "What an earlier request made is not kept.",
        asked.went,
        "Commit what is written before answering, and read it from where it was written.",
        0.82,
        "state",
    )


def lost_name(asked: Asked, story: Story) -> Cause | None:
    """Something is created, but the answer lacks the name by which it is found again."""
    if not asked.ok or asked.share > 0.5:
        return None
    later = story.after(asked)
    if asked.endpoint == "create" and any(one.endpoint in SLUGGED and not one.ok for one in later):
        what = "slug"
    elif asked.endpoint == "comment" and any(one.endpoint == "uncomment" and not one.ok for one in later):
        what = "id"
    else:
        return None
    return Cause(
        "state_propagation_failure",
        f"What was created comes back without its {what}.",
        f"{asked.went} What needs the {what} fails afterwards.",
        f"Answer with the {what} that was stored (flush or read it back first).",
        0.85,
        "state",
    )


def lost_token(asked: Asked, story: Story) -> Cause | None:
    """Somebody logs in, but the answer lacks a usable token."""
    if asked.endpoint not in ("login", "register") or not asked.ok or asked.share > 0.4:
        return None
    refused = [one for one in story.after(asked) if one.endpoint == "me" and one.status in (401, 403, None)]
    if not refused:
        return None
    return Cause(
        "auth_misconfiguration",
        "A login gives no usable token.",
        f"{asked.went} What needs the token fails afterwards.",
        "Answer with user.token, a string that the server accepts as `Authorization: Token <jwt>`.",
        0.75,
        "no-token",
    )


def flag(asked: Asked, story: Story) -> Cause | None:
    """A favorite or a follow does not show in its own answer."""
    if not asked.ok or asked.endpoint not in ("favorite", "unfavorite", "follow", "unfollow") or asked.failed > 2:
        return None
    if asked.whole or asked.status not in (200, None):
        return None
    same = ("create", "read", "update") if "favorite" in asked.endpoint else ("profile",)
    if any(one.ok and one.failed for name in same for one in story.by_endpoint.get(name, ())):  # type: ignore[call-overload]
        return None
    return Cause(
        "state_propagation_failure",
        "A change is not in the answer that follows it.",
        asked.went,
        "Store the change first, and read the flags and counts for the current user afterwards.",
        0.74,
        "flag",
    )


def other_success(asked: Asked, story: Story) -> Cause | None:
    """A success that is not the contract's: 201 where it says 200, or no content where it wants some."""
    if not asked.ok:
        return None
    odd = asked.status != 200 and asked.endpoint in _TWO_HUNDRED and asked.failed <= 1
    if not odd and asked.status != 204:
        return None
    return Cause(
        "business_logic_defect",
        f"The status is {asked.status} where the contract has another.",
        asked.went,
        "Answer with the contract's status and body.",
        0.7,
        "status",
    )


def shape(asked: Asked, story: Story) -> Cause | None:
    """Whatever else was answered with success."""
    if not asked.ok:
        return None
    return Cause(
        "schema_format_error",
        "An answer has another shape than the contract says.",
        f"{asked.went} The endpoint works; its JSON lacks keys, or has other names or types.",
        "Compare the answer with the contract, key by key: wrapper, camelCase names, arrays, numbers, null.",
        0.8,
        "shape",
    )
