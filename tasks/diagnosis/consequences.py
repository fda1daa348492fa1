"""Which failed requests only follow from earlier ones: no user, no token, no article, no server."""

from __future__ import annotations

from typing import Literal

from tasks.diagnosis.asked import Asked, Story
from tasks.diagnosis.endpoints import ALWAYS_THERE, LISTS, NEEDS_TOKEN, PROFILES, SLUGGED
from tasks.diagnosis.shapes import lacks_items

Lost = Literal["account", "token", "article", "favorite", "comment", "celebrity", "server"]


def roots(story: Story) -> tuple[Asked, ...]:
    """The failed requests that no earlier failure explains, in order."""
    lost: set[Lost] = set()
    found: list[Asked] = []
    for one in story.asked:
        if not one.failed:
            continue
        if not _follows(one, lost, story):
            found.append(one)
        lost |= _loses(one, story)
    return tuple(found)


def _follows(one: Asked, lost: set[Lost], story: Story) -> bool:
    if "server" in lost and one.status is None:
        return True
    if "account" in lost and one.endpoint in ("login", "me") and not one.ok:
        return True
    if "token" in lost and (one.status in (401, 403) or (one.endpoint in NEEDS_TOKEN and not one.ok)):
        return True
    if "article" in lost and one.endpoint in LISTS and _lacks_no_more(one, story):
        return True
    if "article" in lost and (lacks_items(one) or (one.endpoint in SLUGGED and not one.ok)):
        return True
    if "favorite" in lost and one.favorited and lacks_items(one):
        return True
    if "comment" in lost and (one.endpoint == "uncomment" or (one.endpoint == "comments" and lacks_items(one))):
        return True
    return "celebrity" in lost and one.endpoint in PROFILES and not one.ok


def _lacks_no_more(one: Asked, story: Story) -> bool:
    """A list whose items lack what the article lacked in the answer to its creation: the same part of the program."""
    created = story.by_endpoint.get("create", ())
    return one.ok and any(made.ok and not made.whole and one.failed <= made.failed for made in created)


def _loses(one: Asked, story: Story) -> set[Lost]:
    """What later requests have to do without."""
    lost: set[Lost] = set()
    match one.endpoint:
        case "register":
            first = next((other for other in story.asked if other.endpoint == "register"), one) is one
            if not one.ok or one.share > 0.5:
                lost |= {"account", "token"} if first else {"celebrity"}
        case "login":
            if not one.ok or one.failed:
                lost.add("token")
        case "create":
            lost.add("article")
        case "favorite":
            lost.add("favorite")
        case "comment":
            lost.add("comment")
        case _:
            pass
    if one.status is None and _is_the_end(one, story):
        lost.add("server")
    return lost


def _is_the_end(one: Asked, story: Story) -> bool:
    """Nothing is answered any more, not even what needs nothing."""
    later = story.after(one)
    return all(other.status is None for other in later) and (
        one.endpoint in ALWAYS_THERE or any(other.endpoint in ALWAYS_THERE for other in later)
    )
