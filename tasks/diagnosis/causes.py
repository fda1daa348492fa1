"""Why one request failed: rules from the particular to the general, each a function that may pass."""

from __future__ import annotations

from collections.abc import Callable

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import ABOUT, ALWAYS_THERE, LISTS, NEEDS_TOKEN, NO_BODY
from tasks.diagnosis.known import recognise
from tasks.diagnosis.traces import Trace

Rule = Callable[[Asked, Story], Cause | None]
_VALIDATING = ("fastapi", "fastify")
_PLAIN_BUGS = ("TypeError", "KeyError", "AttributeError", "NameError", "ReferenceError", "ValueError", "IndexError")


def cause(asked: Asked, story: Story) -> Cause:
    """The first rule that fits decides."""
    for rule in _RULES:
        if found := rule(asked, story):
            return found
    return Cause("other", f"{asked.name} fails.", _went(asked), "Compare the answer with the contract.", 0.3, "other")


def _went(asked: Asked) -> str:
    how = "got no answer" if asked.status is None else f"answered {asked.status}"
    many = f" ({asked.failed} of {asked.total} assertions failed)" if asked.total else ""
    return f"{asked.name} {how}{many}."


def _redirects(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (301, 302, 303, 307, 308):
        return None
    return Cause(
        "framework_idiosyncrasy",
        "The server redirects paths without a trailing slash.",
        _went(asked),
        "Register the routes exactly as the contract writes them, and switch slash redirects off.",
        0.92,
        "redirect",
    )


def _server_error(asked: Asked, story: Story) -> Cause | None:
    """An exception in the log, if the answer shows that one got through."""
    told = asked.status is None or asked.status >= 500
    for trace in asked.traces if told or asked.status in (400, 404, 415, 422) else ():
        found = recognise(trace.text)
        if found is None or found.category == "server_startup_failure":
            continue
        sure = found.sure if told else found.sure * 0.85
        reason = f"{_went(asked)} The log says {trace.text}"
        return Cause(found.category, found.title, reason, found.mend, sure, _key(found.category, trace), trace)
    if not told:
        return None
    if (found := recognise(asked.log)) and found.category != "server_startup_failure":
        return Cause(found.category, found.title, _went(asked), found.mend, found.sure * 0.9, found.title)
    return _plain_bug(asked) if asked.traces else None


def _plain_bug(asked: Asked) -> Cause:
    trace = asked.traces[-1]
    where = (trace.innermost.path if trace.innermost else "").lower()
    words = trace.text.lower()
    if any(word in where for word in ("auth", "token", "jwt", "session")) or "token" in words:
        category = "auth_misconfiguration"
    elif any(word in where for word in ("repositor", "dao", "database", "db", "store", "models")):
        category = "database_runtime_error"
    else:
        category = "business_logic_defect"
    title = f"The program raises {trace.type}" + (f" in {trace.innermost.path}." if trace.innermost else ".")
    mend = "Mend the named line; the message says what was not as the code expected."
    sure = 0.6 if trace.type in _PLAIN_BUGS else 0.5
    return Cause(category, title, f"{_went(asked)} The log says {trace.text}", mend, sure, _key(category, trace), trace)


def _key(category: str, trace: Trace) -> str:
    frame = trace.innermost
    return f"{category} {trace.type} {frame.path if frame else ''}:{frame.line if frame else 0}"


def _route_order(asked: Asked, story: Story) -> Cause | None:
    if (
        asked.endpoint != "feed"
        or asked.status not in (404, 405)
        or not (story.worked("list") and story.worked("read"))
    ):
        return None
    return Cause(
        "framework_idiosyncrasy",
        "`feed` is taken for a slug: the route of one article comes before the feed's.",
        f"{_went(asked)} Lists and single articles work.",
        "Register /articles/feed before /articles/{slug}.",
        0.85,
        "route-order",
    )


def _missing(asked: Asked, story: Story) -> Cause | None:
    """Nobody wrote this endpoint: 404 or 405 although what its path names is there."""
    if asked.status not in (404, 405, 501):
        return None
    about = ABOUT.get(asked.endpoint)
    there = asked.endpoint in ALWAYS_THERE or asked.status in (405, 501) or (about is not None and story.worked(about))
    if not there or story.worked(asked.endpoint):
        return None
    return Cause(
        "incomplete_implementation",
        "Endpoints are missing.",
        f"{_went(asked)} Nothing answers there.",
        "Write the missing endpoints, at the paths and with the methods of the contract.",
        0.88 if asked.endpoint in ALWAYS_THERE or asked.status != 404 else 0.8,
        "missing",
    )


def _refused(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (401, 403):
        return None
    if asked.endpoint == "login":
        title = "Somebody who has just registered can't log in."
        mend = "Hash and check the password the same way, and look users up by email."
    elif asked.endpoint in NEEDS_TOKEN:
        title = "A valid token is refused."
        mend = "Read `Authorization: Token <jwt>` (not Bearer), and verify with the secret that signed it."
    else:
        title = "An endpoint that everybody may use asks for a token."
        mend = "Where authentication is optional, no header means nobody, not 401."
    return Cause("auth_misconfiguration", title, _went(asked), mend, 0.87, f"refused {asked.endpoint in NEEDS_TOKEN}")


def _empty_body(asked: Asked, story: Story) -> Cause | None:
    if asked.endpoint not in NO_BODY or asked.status not in (400, 411, 415, 422):
        return None
    return Cause(
        "framework_idiosyncrasy",
        "The framework refuses an empty body that says it is JSON.",
        f"{_went(asked)} The request has no body, and a JSON content type.",
        "These endpoints have no body: don't let the framework parse one.",
        0.86,
        "empty-body",
    )


def _rejected(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (400, 409, 415, 422):
        return None
    by_framework = story.framework in _VALIDATING or asked.status == 415
    return Cause(
        "framework_idiosyncrasy" if by_framework else "business_logic_defect",
        "A valid request is refused as invalid.",
        _went(asked),
        "Read the object inside its wrapper (`user`, `article`, `comment`), and accept what the contract allows.",
        0.62 if by_framework else 0.58,
        f"rejected {asked.endpoint in ('register', 'login')}",
    )


def _not_found_again(asked: Asked, story: Story) -> Cause | None:
    """Something that was made can't be found, or was never asked for because its name did not come back."""
    if asked.status == 404 and asked.endpoint == "me":
        title, mend = "The token's user is not found.", "Put an identifier into the token that users are found by."
        return Cause("auth_misconfiguration", title, _went(asked), mend, 0.72, "token-user")
    if asked.status == 404 or (asked.status is None and any(one.ok for one in story.asked)):
        made = story.worked("create") or story.worked("register")
        if asked.status is None and asked.log.strip() and not made:
            return None
        return Cause(
            "state_propagation_failure",
            "What an earlier request made can't be used later on.",
            _went(asked),
            "Store it, and answer with the slug, id or token by which it is found again.",
            0.78 if made else 0.5,
            "state",
        )
    return None


def _empty_list(asked: Asked, story: Story) -> Cause | None:
    if not asked.ok or asked.endpoint not in (*LISTS, "comments") or not asked.total:
        return None
    if asked.failed == asked.total or asked.share < 0.5:
        return None
    return Cause(
        "incorrect_query_logic",
        "A list lacks the items that it should hold.",
        f"{_went(asked)} The list is there, its items are not.",
        "Check the query's filters and joins, and that what was written is what is read.",
        0.8,
        f"empty-{asked.endpoint}",
    )


def _flag(asked: Asked, story: Story) -> Cause | None:
    if not asked.ok or asked.endpoint not in ("favorite", "unfavorite", "follow", "unfollow") or not asked.total:
        return None
    if asked.failed > 2:
        return None
    return Cause(
        "state_propagation_failure",
        "A change is not in the answer that follows it.",
        _went(asked),
        "Store the change first, and read the flags and counts for the current user afterwards.",
        0.74,
        "flag",
    )


def _shape(asked: Asked, story: Story) -> Cause | None:
    if not asked.ok:
        return None
    return Cause(
        "schema_format_error",
        "An answer has another shape than the contract says.",
        f"{_went(asked)} The endpoint works; its JSON lacks keys, or has other names or types.",
        "Compare the answer with the contract, key by key: wrapper, camelCase names, arrays, numbers, null.",
        0.8 if asked.total and asked.failed else 0.6,
        "shape",
    )


_RULES: tuple[Rule, ...] = (
    _redirects,
    _server_error,
    _route_order,
    _missing,
    _refused,
    _empty_body,
    _rejected,
    _not_found_again,
    _empty_list,
    _flag,
    _shape,
)
