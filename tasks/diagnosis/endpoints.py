"""Which of the API's endpoints a request asks, from its method and path, or failing those from its name."""

from __future__ import annotations

import re
from typing import Literal

Endpoint = Literal[
    "register", "login", "me", "update-me", "profile", "follow", "unfollow", "list", "feed", "read", "create", "update",
    "delete", "comments", "comment", "uncomment", "favorite", "unfavorite", "tags", "other",
]  # fmt: skip

ALWAYS_THERE: frozenset[Endpoint] = frozenset(
    {"register", "login", "me", "update-me", "list", "feed", "create", "tags"}
)
"""Endpoints whose paths name nothing that could be missing: a 404 there means that nobody wrote them."""

NO_BODY: frozenset[Endpoint] = frozenset({"follow", "unfollow", "favorite", "unfavorite", "delete", "uncomment"})
WITH_BODY: frozenset[Endpoint] = frozenset({"register", "login", "update-me", "create", "update", "comment"})
NEEDS_TOKEN: frozenset[Endpoint] = NO_BODY | {"me", "update-me", "feed", "create", "update", "comment"}
LISTS: frozenset[Endpoint] = frozenset({"list", "feed"})
SLUGGED: frozenset[Endpoint] = frozenset(
    {"read", "update", "delete", "favorite", "unfavorite", "comment", "comments", "uncomment"}
)
PROFILES: frozenset[Endpoint] = frozenset({"profile", "follow", "unfollow"})
TOTALS: dict[Endpoint, int] = {
    "register": 6, "login": 6, "me": 5, "update-me": 5, "feed": 5, "create": 13, "read": 13, "update": 13,
    "favorite": 15, "unfavorite": 14, "comment": 6, "comments": 7, "uncomment": 0, "delete": 0, "profile": 6,
    "follow": 7, "unfollow": 7, "tags": 3,
}  # fmt: skip
"""How many assertions the core tier has on each; a list has 5 before an article is created, 17 afterwards."""

ABOUT: dict[Endpoint, Endpoint] = {
    "follow": "profile", "unfollow": "profile", "update": "read", "delete": "read", "comments": "read",
    "comment": "read", "uncomment": "comment", "favorite": "read", "unfavorite": "read",
}  # fmt: skip
"""What must be findable for this endpoint to find anything."""

_PATHS: tuple[tuple[str, dict[str, Endpoint]], ...] = (
    (r"/users/login", {"POST": "login"}),
    (r"/users", {"POST": "register"}),
    (r"/user", {"GET": "me", "PUT": "update-me", "PATCH": "update-me"}),
    (r"/profiles/[^/]+/follow", {"POST": "follow", "DELETE": "unfollow"}),
    (r"/profiles/[^/]*", {"GET": "profile"}),
    (r"/articles/feed", {"GET": "feed"}),
    (r"/articles/[^/]*/comments/[^/]*", {"DELETE": "uncomment"}),
    (r"/articles/[^/]*/comments", {"GET": "comments", "POST": "comment"}),
    (r"/articles/[^/]*/favorite", {"POST": "favorite", "DELETE": "unfavorite"}),
    (r"/articles/[^/]+", {"GET": "read", "PUT": "update", "DELETE": "delete"}),
    (r"/articles", {"GET": "list", "POST": "create"}),
    (r"/tags", {"GET": "tags"}),
)
_NAMES: tuple[tuple[str, Endpoint], ...] = (
    (r"unfollow", "unfollow"), (r"follow", "follow"), (r"profile", "profile"), (r"unfavou?rite", "unfavorite"),
    (r"favou?rited? by|by favou?rit|favou?rited .*(?:by|user)", "list"), (r"favou?rite", "favorite"), (r"feed", "feed"),
    (r"delete .*comment", "uncomment"), (r"(?:create|add|write|post) .*comment", "comment"), (r"comment", "comments"),
    (r"delete .*article", "delete"), (r"update .*article|update the body", "update"),
    (r"(?:create|write|add|post) .*article", "create"), (r"single|by slug|read .*article|get article\b", "read"),
    (r"tags$|all tags", "tags"), (r"articles|list", "list"), (r"regist", "register"), (r"log ?in", "login"),
    (r"update .*user", "update-me"), (r"current user|get user", "me"), (r"tag", "tags"),
)  # fmt: skip


def endpoint(method: str, path: str | None, name: str) -> Endpoint:
    """The endpoint of a request; `other` where nothing tells."""
    if path:
        bare = re.sub(r"^(?:\w+://[^/]+|\{\{\w+\}\})?(?:/api)?(?=/)", "", path.split("?")[0]).rstrip("/") or "/"
        for pattern, methods in _PATHS:
            if re.fullmatch(pattern, bare):
                return methods.get(method.upper(), "other")
    for pattern, found in _NAMES:
        if re.search(pattern, name.lower()):
            return found
    return "other"
