"""The extended tier: what the paper never looks at, chapter by chapter."""

from __future__ import annotations

from tasks.functional.chapters import (
    account,
    articles,
    auth,
    comments,
    endings,
    favorites,
    feed,
    pages,
    persistence,
    profiles,
    updates,
    users,
)
from tasks.functional.chapters.words import ask, check, get
from tasks.functional.story import Overall, Scene
from tasks.functional.world import Derived

DERIVED: dict[str, Derived] = auth.DERIVED


def story(database: bool) -> tuple[Scene, ...]:
    """Every scene of the extended tier in order; the last ones only where the task names a database."""
    return (
        _health(),
        *users.story(),
        *profiles.story(),
        *articles.story(),
        *updates.story(),
        *favorites.story(),
        *comments.story(),
        *endings.tags(),
        *auth.story(),
        *endings.story(),
        *feed.story(),
        *account.story(),
        *pages.story(),
        *(persistence.story() if database else ()),
        _leaks(),
    )


def _health() -> Scene:
    healthy = check("ready", "the health check needs no token and answers 200", requires="server.health")
    return ask("health check", "server.health", 200, get("/health-check"), healthy)


def _leaks() -> Scene:
    silent = check("in-no-answer", "no answer of the whole run held a password or hash", requires="users.no-password")
    return Overall("look through every answer", "users", "users.no-password", silent)
