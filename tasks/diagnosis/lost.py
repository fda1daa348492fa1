"""Why something that was made is not found again."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import LISTS, NEEDS_TOKEN, PROFILES, SLUGGED

_OWN_WORDS = re.compile(r'"(?:article|slug)"')


def nobody_found(asked: Asked, story: Story) -> Cause | None:
    """Everything that needs a token is not found, and nothing else is: the token's user is what is missing."""
    fixed = [one for one in story.asked if one.endpoint in ("me", "update-me", "feed", "create")]
    if asked.status != 404 or asked.endpoint not in NEEDS_TOKEN or len({one.endpoint for one in fixed}) < 3:
        return None
    if any(one.status != 404 for one in fixed) or not (story.worked("register") and story.worked("list")):
        return None
    return Cause(
        "auth_misconfiguration",
        "The token's user is not found.",
        f"{asked.went} Whatever needs a token answers so.",
        "Put an identifier into the token that users are found by.",
        0.8,
        "token-user",
    )


def not_read_back(asked: Asked, story: Story) -> Cause | None:
    """Creating says, in the program's own words, that the article is not found."""
    if asked.endpoint != "create" or asked.status != 404 or not _OWN_WORDS.search(asked.answer):
        return None
    return Cause(
        "state_propagation_failure",
        "What is created can't be read back.",
        f"{asked.went} The program itself says that it is not found.",
        "Commit what is written, then read it from where it was written.",
        0.8,
        "state",
    )


def nothing_found(asked: Asked, story: Story) -> Cause | None:
    """A list that answers 404 where it has nothing to show."""
    if asked.endpoint not in (*LISTS, "comments", "tags") or asked.status != 404 or not story.passed(asked.endpoint):
        return None
    return Cause(
        "business_logic_defect",
        "A list with nothing in it is answered as not found.",
        asked.went,
        "Unknown authors, tags and users give 200 and an empty list.",
        0.75,
        "empty-404",
    )


def not_found_again(asked: Asked, story: Story) -> Cause | None:
    """Something that was made can't be found, or was never asked for because its name did not come back."""
    if asked.status == 404 and asked.endpoint == "me":
        title, mend = "The token's user is not found.", "Put an identifier into the token that users are found by."
        return Cause("auth_misconfiguration", title, asked.went, mend, 0.72, "token-user")
    needs_name = asked.endpoint in SLUGGED or asked.endpoint in PROFILES or asked.endpoint in NEEDS_TOKEN
    never_sent = asked.status is None and needs_name and any(one.ok for one in story.after(asked))
    if asked.status not in (404, 410) and not never_sent:
        return None
    made = story.worked("create") or story.worked("register")
    return Cause(
        "state_propagation_failure",
        "What an earlier request made can't be used later on.",
        asked.went,
        "Store it, and answer with the slug, id or token by which it is found again.",
        0.78 if made else 0.5,
        "state",
    )
