"""Why one request failed: rules from the particular to the general, each a function that may pass."""

from __future__ import annotations

import re
from collections.abc import Callable

from tasks.diagnosis import shapes
from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import ABOUT, ALWAYS_THERE, LISTS, NEEDS_TOKEN, NO_BODY, PROFILES, SLUGGED, WITH_BODY
from tasks.diagnosis.raised import server_error

_OWN_WORDS = re.compile(r'"(?:article|slug)"')
_NO_ROW = re.compile(r"NoResultFound|DoesNotExist|No row was found|[Nn]ot ?[Ff]ound")
Rule = Callable[[Asked, Story], Cause | None]
_VALIDATING = {"fastapi": 422, "fastify": 400}
"""Frameworks that refuse requests by themselves, and their status for it."""

_STATIC_FIRST = ("flask", "fastify")
"""Routers that prefer a fixed path to a parameter, whatever the order of registration."""


def cause(asked: Asked, story: Story) -> Cause:
    """The first rule that fits decides."""
    for rule in _RULES:
        if found := rule(asked, story):
            return found
    return Cause("other", f"{asked.name} fails.", asked.went, "Compare the answer with the contract.", 0.3, "other")


def _redirects(asked: Asked, story: Story) -> Cause | None:
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


def _route_order(asked: Asked, story: Story) -> Cause | None:
    """The feed alone is not found, where a slug could stand in its place."""
    if asked.endpoint != "feed" or story.framework in _STATIC_FIRST:
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


def _nobody_found(asked: Asked, story: Story) -> Cause | None:
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


def _method(asked: Asked, story: Story) -> Cause | None:
    """The path is known, the method is not: by a framework's defaults where that befalls several, or Django's way."""
    if asked.status != 405:
        return None
    refused = {one.endpoint for one in story.asked if one.status == 405}
    missing = any(one.status in (404, 501) and one.endpoint in ALWAYS_THERE for one in story.asked)
    by_default = "register" in refused or story.framework in ("django", "koa")
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


def _missing(asked: Asked, story: Story) -> Cause | None:
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


def _refused(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (401, 403):
        return None
    if asked.status == 403 and asked.endpoint in NEEDS_TOKEN and (story.worked("me") or story.worked("create")):
        return Cause(
            "business_logic_defect",
            "Somebody may not do what the contract allows.",
            f"{asked.went} The token is accepted elsewhere.",
            "Compare owners by the same kind of id, and forbid only what belongs to others.",
            0.66,
            "forbidden",
        )
    refuses_tokens = asked.endpoint in NEEDS_TOKEN or story.all_answered(("me",), 401)
    if asked.endpoint == "login":
        title = "Somebody who has just registered can't log in."
        mend = "Hash and check the password the same way, and look users up by email."
    elif refuses_tokens:
        title = "A valid token is refused."
        mend = "Read `Authorization: Token <jwt>` (not Bearer), and verify with the secret that signed it."
    else:
        title = "An endpoint that everybody may use asks for a token."
        mend = "Where authentication is optional, no header means nobody, not 401."
    return Cause("auth_misconfiguration", title, asked.went, mend, 0.87, f"refused {refuses_tokens}")


def _empty_body(asked: Asked, story: Story) -> Cause | None:
    if asked.endpoint not in NO_BODY or asked.status not in (400, 411, 415, 422):
        return None
    if asked.status == 422 and story.framework != "fastapi" and any(story.passed(name) for name in NO_BODY):
        return None  # Other empty bodies are taken: this is the program's own rule.
    return Cause(
        "framework_idiosyncrasy",
        "The framework refuses an empty body that says it is JSON.",
        f"{asked.went} The request has no body, and a JSON content type.",
        "These endpoints have no body: don't let the framework parse one.",
        0.86,
        "empty-body",
    )


def _rejected(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (400, 409, 415, 422):
        return None
    if asked.endpoint in WITH_BODY and _every_body(asked, story):
        return Cause(
            "framework_idiosyncrasy",
            "No body that is sent reaches the program.",
            f"{asked.went} Registering and logging in are both refused like this.",
            "Register the framework's JSON body parser before the routes, and read the object inside its wrapper.",
            0.68,
            "rejected True",
        )
    own = asked.status == _VALIDATING.get(story.framework) and asked.endpoint != "update-me"
    by_framework = own or asked.status == 415
    return Cause(
        "framework_idiosyncrasy" if by_framework else "business_logic_defect",
        "A valid request is refused as invalid.",
        asked.went,
        "Read the object inside its wrapper (`user`, `article`, `comment`), and accept what the contract allows.",
        0.68 if by_framework else 0.66,
        f"rejected {asked.endpoint in ('register', 'login')}",
    )


def _every_body(asked: Asked, story: Story) -> bool:
    """Whoever registers or logs in is refused in the same way."""
    status = asked.status
    return all(story.all_answered((name,), status) for name in ("register", "login")) if status else False


def _not_read_back(asked: Asked, story: Story) -> Cause | None:
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


def _nothing_found(asked: Asked, story: Story) -> Cause | None:
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


def _not_found_again(asked: Asked, story: Story) -> Cause | None:
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


def _silent(asked: Asked, story: Story) -> Cause | None:
    """No answer, and no exception says why."""
    if asked.status is not None:
        return None
    return Cause(
        "other",
        "The server stops answering.",
        asked.went,
        "Look for handlers that never answer, and for what ends the process.",
        0.4,
        "silent",
    )


def _unexplained(asked: Asked, story: Story) -> Cause | None:
    """A server error without a word in the log: queries fail most often, where something is looked for."""
    if asked.status is None or asked.status < 500:
        return None
    query = asked.endpoint in ("list", "feed", "tags", "comments")
    return Cause(
        "incorrect_query_logic" if query else "database_runtime_error",
        f"{asked.name} ends in a server error.",
        asked.went,
        "Let the server print its exceptions, and read the one that belongs to this request.",
        0.45,
        f"unexplained {query}",
    )


_RULES: tuple[Rule, ...] = (
    _redirects,
    _route_order,
    server_error,
    _nobody_found,
    _not_read_back,
    _method,
    _missing,
    _refused,
    _empty_body,
    _rejected,
    _nothing_found,
    _not_found_again,
    _silent,
    _unexplained,
    shapes.empty_list,
    shapes.lost_name,
    shapes.lost_token,
    shapes.flag,
    shapes.other_success,
    shapes.shape,
)
