"""Why one request failed: rules from the particular to the general, each a function that may pass."""

from __future__ import annotations

from collections.abc import Callable

from tasks.diagnosis import lost, refusals, routing, shapes
from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.raised import server_error

Rule = Callable[[Asked, Story], Cause | None]


def cause(asked: Asked, story: Story) -> Cause:
    """The first rule that fits decides."""
    for rule in _RULES:
        if found := rule(asked, story):
            return found
    return Cause("other", f"{asked.name} fails.", asked.went, "Compare the answer with the contract.", 0.3, "other")


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
    routing.redirects,
    routing.route_order,
    server_error,
    lost.nobody_found,
    lost.not_read_back,
    routing.method,
    routing.missing,
    refusals.refused,
    refusals.empty_body,
    refusals.rejected,
    lost.nothing_found,
    lost.not_found_again,
    _silent,
    _unexplained,
    shapes.unawaited,
    shapes.empty_list,
    shapes.lost_name,
    shapes.lost_token,
    shapes.flag,
    shapes.other_success,
    shapes.shape,
)
