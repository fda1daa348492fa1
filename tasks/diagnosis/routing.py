"""Why a request is not found where it should be: redirects, hidden routes, methods, endpoints nobody wrote."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import ABOUT, ALWAYS_THERE, PROFILES, SLUGGED

_NO_ROW = re.compile(r"NoResultFound|DoesNotExist|No row was found|[Nn]ot ?[Ff]ound")


def redirects(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (301, 302, 303, 307, 308):
        return None
    return Cause(
        "framework_idiosyncrasy",
        "The server redirects paths without a trailing slash.",
        asked.went,
        "Register the routes exactly as the contract writes them, and switch slash redirects off.",
        0.92,
        "redirect",
    )


def route_order(asked: Asked, story: Story) -> Cause | None:
    """The feed alone is not found, where a slug could stand in its place."""
    if asked.endpoint != "feed" or (story.framework and story.framework.fixed_paths_first):
        return None
    looked_up = asked.status == 500 and any(_NO_ROW.search(trace.text) for trace in asked.traces)
    if asked.status not in (404, 405, 422) and not looked_up:
        return None
    if not (story.fine("list") and story.fine("read")) or story.all_answered(("tags",), 404):
        return None
    return Cause(
        "framework_idiosyncrasy",
        "`feed` is taken for a slug: the route of one article comes before the feed's.",
        f"{asked.went} Lists and single articles work.",
        "Register /articles/feed before /articles/{slug}.",
        0.85,
        "route-order",
    )


def method(asked: Asked, story: Story) -> Cause | None:
    """The path is known, the method is not: by default where that befalls several, or where a route takes any."""
    if asked.status != 405:
        return None
    refused = {one.endpoint for one in story.asked if one.status == 405}
    missing = any(one.status in (404, 501) and one.endpoint in ALWAYS_THERE for one in story.asked)
    by_default = "register" in refused or (story.framework is not None and story.framework.any_method)
    if missing or not by_default:
        return None
    return Cause(
        "framework_idiosyncrasy",
        "Routes answer other methods than the contract's.",
        f"{asked.went} The path is known, the method is not.",
        "Name every method at its route; two routes with one path may hide each other.",
        0.66,
        "method",
    )


def missing(asked: Asked, story: Story) -> Cause | None:
    """Nobody wrote this endpoint: 404 or 405 although what its path names is there."""
    if asked.status not in (404, 405, 501) or story.worked(asked.endpoint):
        return None
    about = ABOUT.get(asked.endpoint)
    there = asked.endpoint in ALWAYS_THERE or asked.status != 404 or (about is not None and story.fine(about))
    there = there or (asked.endpoint in PROFILES and story.all_answered(tuple(PROFILES), 404))
    if not there or _vanished(asked, story):
        return None
    return Cause(
        "incomplete_implementation",
        "Endpoints are missing.",
        f"{asked.went} Nothing answers there.",
        "Write the missing endpoints, at the paths and with the methods of the contract.",
        0.88 if asked.endpoint in ALWAYS_THERE or asked.status != 404 else 0.8,
        "missing",
    )


def _vanished(asked: Asked, story: Story) -> bool:
    """An article was there, and from some moment on nothing finds it, though everything else is written."""
    if asked.endpoint not in SLUGGED or asked.status != 404:
        return False
    later = [one for one in (asked, *story.after(asked)) if one.endpoint in SLUGGED]
    deleted = any(one.endpoint == "delete" and one.status == 404 for one in later)
    rest = [one for one in story.asked if one.endpoint not in SLUGGED and one.status in (404, 405, 501)]
    return deleted and not rest and all(one.status == 404 for one in later) and story.worked("read")
