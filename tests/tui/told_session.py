"""One session told step by step, like the one that the screens were drawn with: built up, then broken at step 13."""

from __future__ import annotations

import msgspec
from scripted_handle import MemoryWorkspace, ScriptedHandle

from sandbox.actions import Action, EditFile, Shell, WriteFile
from sandbox.events import (
    Change,
    Event,
    RunEnded,
    ScoreSummary,
    Scoring,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
    StructureVerified,
    Usage,
)
from sandbox.limits import Limits
from sandbox.store.session_store import SessionSummary
from tasks.scorecard import (
    Assertion,
    Category,
    Evidence,
    Exchange,
    Failure,
    Functional,
    Scorecard,
    ScoreDetail,
    Structural,
    Tally,
    Verdict,
    Where,
)

REQUIRED: tuple[Category, ...] = ("framework", "architecture", "database", "orm")
TOTALS = {"users": 35, "profiles": 20, "articles": 149, "comments": 20, "favorites": 63, "tags": 3}
EXTENDED = 120

ARTICLES_12 = '''"""Articles as rows: every query about them is here."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.models.article import Article
from app.models.favorite import Favorite

NEWEST = (Article.created_at.desc(), Article.id.desc())


@dataclass(frozen=True)
class Filter:
    tag: str | None = None
    author: str | None = None
    favorited: str | None = None
    limit: int = 20
    offset: int = 0


class ArticleRepository:
    """Reads and writes articles in one session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_slug(self, slug: str) -> Article | None:
        q = select(Article).where(Article.slug == slug).options(selectinload(Article.author))
        return await self.session.scalar(q)

    async def count(self) -> int:
        return await self.session.scalar(select(func.count(Article.id)))

    async def list(self, f: Filter) -> list[Article]:
        q = select(Article).options(
            selectinload(Article.author)).order_by(*NEWEST)
        rows = await self.session.scalars(q.limit(f.limit).offset(f.offset))
        return list(rows)

    async def favorite(self, article: Article, user_id: int) -> None:
        self.session.add(Favorite(article_id=article.id, user_id=user_id))
        await self.session.flush()
'''
ARTICLES_13 = ARTICLES_12.replace(
    """        q = select(Article).options(
            selectinload(Article.author)).order_by(*NEWEST)
""",
    """        q = select(Article).order_by(*NEWEST)
""",
)
DB = """from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.settings import DATABASE_URL

engine = create_async_engine(DATABASE_URL, pool_size=5)
Session = async_sessionmaker(engine, expire_on_commit=True)
"""
LOG_13 = """INFO:     127.0.0.1:51344 - "GET /api/articles HTTP/1.1" 500 Internal Server Error
Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/starlette/routing.py", line 73, in app
    response = await f(request)
  File "/workspace/app/routes/articles.py", line 31, in list_articles
    return {"articles": [present(a) for a in found]}
  File "/workspace/app/services/articles.py", line 27, in present
    "author": profile(article.author, viewer),
  File "/usr/lib/python3/dist-packages/sqlalchemy/orm/attributes.py", line 566, in __get__
    return self.impl.get(state, dict_)
sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called; can't call await_only() here.
"""

_STEPS: tuple[tuple[str, Action, str, str, dict[str, int], int], ...] = (
    ("I'll look at what is here first.", Shell("ls -la; python --version; pip list | head -40"), "", "", {}, 0),
    (
        "Start with the layout and settings.",
        WriteFile("app/settings.py", 'DATABASE_URL = "postgresql+asyncpg://..."\n'),
        "app/settings.py",
        "settings",
        {},
        0,
    ),
    ("The engine and the session.", WriteFile("app/db.py", DB), "app/db.py", "engine and session", {}, 0),
    ("Models next.", WriteFile("app/models/user.py", "class User: ...\n"), "app/models/user.py", "models", {}, 0),
    (
        "Passwords and tokens.",
        WriteFile("app/services/tokens.py", "import jwt\n"),
        "app/services/tokens.py",
        "tokens",
        {},
        0,
    ),
    (
        "An entry point.",
        WriteFile("run.sh", "#!/bin/sh\nexec uvicorn app.main:app --port 8080\n"),
        "run.sh",
        "run.sh",
        {},
        0,
    ),
    (
        "Users and authentication.",
        WriteFile("app/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
        "app/main.py",
        "users, auth",
        {"users": 35, "profiles": 10, "articles": 16, "tags": 3},
        8,
    ),
    (
        "Profiles, following.",
        WriteFile("app/routes/profiles.py", "router = ...\n"),
        "app/routes/profiles.py",
        "models, session",
        {"users": 35, "profiles": 20, "articles": 74, "tags": 3},
        20,
    ),
    (
        "Articles with tags.",
        WriteFile("app/repositories/articles.py", ARTICLES_12),
        "app/repositories/articles.py",
        "articles, tags",
        {"users": 35, "profiles": 20, "articles": 135, "tags": 3},
        40,
    ),
    (
        "Does it answer?",
        Shell("./run.sh & sleep 2; curl -s localhost:8080/api/tags"),
        "",
        "",
        {"users": 35, "profiles": 20, "articles": 135, "tags": 3},
        40,
    ),
    (
        "Comments and favorites.",
        WriteFile("app/routes/comments.py", "router = ...\n"),
        "app/routes/comments.py",
        "comments, favorites",
        {"users": 35, "profiles": 20, "articles": 134, "comments": 20, "favorites": 19, "tags": 3},
        53,
    ),
    (
        "Try all of it once.",
        Shell("python smoke.py"),
        "",
        "",
        {"users": 35, "profiles": 20, "articles": 134, "comments": 20, "favorites": 19, "tags": 3},
        53,
    ),
    (
        "The list is slow. Drop the eager load; authors can load lazily.",
        EditFile("app/repositories/articles.py", "a", "b"),
        "app/repositories/articles.py",
        "edit app/repositories/articles.py",
        {"users": 35, "profiles": 20, "articles": 57, "comments": 20, "tags": 3},
        31,
    ),
)

PENDING = EditFile("app/db.py", "expire_on_commit=True", "expire_on_commit=False")
THOUGHT_14 = "Objects expire at commit, so keep them: expire_on_commit=False."


def summary(groups: dict[str, int], extended: int, failures: tuple[str, ...] = ()) -> ScoreSummary:
    """A score from how many passed in each group; none at all means that no server ran."""
    passed = sum(groups.values())
    share = passed / sum(TOTALS.values())
    return ScoreSummary(
        core=Tally(passed, sum(TOTALS.values())), extended=Tally(extended, EXTENDED),
        groups={name: Tally(groups.get(name, 0), total) for name, total in TOTALS.items()},
        findings=dict.fromkeys(REQUIRED, 0), required=REQUIRED, broken=(), a_percent=share, strict_a_percent=share,
        passed=False, served=bool(groups), failures=failures, seconds=1.9,
    )  # fmt: skip


def carried_out(
    number: int,
    thought: str,
    action: Action,
    output: str,
    title: str,
    changes: tuple[Change, ...],
    usage: Usage,
    at: float,
) -> tuple[Event, ...]:
    """A step from its proposal to what its code says, without its score."""
    return (
        StepProposed(number, number - 1, thought, action, at, usage),
        StepObserved(number, output, True, 0, 0.1),
        StepCommitted(number, number - 1, f"c{number}", f"t{number}", title, changes, at + 1),
        StructureVerified(number, f"t{number}", dict.fromkeys(REQUIRED, 0), REQUIRED, ()),
    )  # fmt: skip


def told() -> tuple[list[Event], MemoryWorkspace]:
    """The events of steps 1 to 13 with the trees that they made."""
    files: dict[str, bytes] = {}
    workspace = MemoryWorkspace({"t0": {}})
    at = 1_800_000_000.0
    events: list[Event] = [
        SessionStarted(
            "s1", "fastapi/clean+postgres+orm", "litellm", "claude-sonnet-4-5, tools", "docker", "image:1", 7,
            Limits(), at, "c0", "t0", "claude-sonnet-4-5", "tools", "Build the Conduit API: 19 endpoints under /api.",
        )
    ]  # fmt: skip
    for number, (thought, action, path, title, groups, extended) in enumerate(_STEPS, 1):
        at += 9
        usage = Usage(9_000 + 900 * number, 700, cost=0.064, context=0.03 * number + 0.02)
        output = (
            f"total {number}\n" + "\n".join(f"drwxr-xr-x {n} spar spar 4096 app/{n}" for n in range(30))
            if number == 1
            else "ok"
        )
        if isinstance(action, WriteFile):
            files = {**files, path: action.content.encode()}
        elif isinstance(action, EditFile):
            files = {**files, path: ARTICLES_13.encode()}
        workspace.trees[f"t{number}"] = files
        changes = (
            (Change(path, "M" if number == 13 else "A", 1 if number == 13 else 20, 2 if number == 13 else 0),)
            if path
            else ()
        )
        events += carried_out(number, thought, action, output, title, changes, usage, at)
        failures = ("Async SQLAlchemy can't load article.author after its query is over.",) if number == 13 else ()
        events.append(StepScored(number, f"t{number}", f"k{number}", summary(groups, extended, failures)))
    return events, workspace


def detail_13() -> ScoreDetail:
    """The evidence of step 13: one cause, 96 consequences."""
    fallen = tuple(
        Assertion(f"articles.list.{n}", "core", "articles", "articles.list", False, "expected 200, got 500",
                  None if n == 0 else "articles.list.0") for n in range(96)
    )  # fmt: skip
    failure = Failure(
        "logic_error", "database_runtime_error", "Async SQLAlchemy can't load article.author after its query is over.",
        ("The log shows MissingGreenlet while article.author was read outside a query.",), 0.93,
        tuple(one.id for one in fallen), Where("app/repositories/articles.py", 38, 13),
        "put selectinload(Article.author) back.",
    )  # fmt: skip
    kept = Verdict(True, True)
    card = Scorecard(
        task="fastapi/clean+postgres+orm", seed=7,
        functional=Functional(Tally(135, 290), Tally(31, 120), fallen), structural=Structural(kept, kept, kept, kept),
        a_percent=0.466, strict_a_percent=0.466, passed=False, failures=(failure,), timings={"total_s": 1.9},
    )  # fmt: skip
    exchange = Exchange(
        "articles.list", "GET", "/api/articles", "curl -s -X GET http://127.0.0.1:8080/api/articles", 500,
        '{"detail": "Internal Server Error"}', LOG_13, 12.0, "200",
    )  # fmt: skip
    return ScoreDetail(card, Evidence(exchanges=(exchange,), server_log=LOG_13 * 3))


def ended(outcome: str, words: str = "", **changes: object) -> list[Event]:
    """The told session with its last score changed, over by `outcome`."""
    events, _ = told()
    scored = events[-1]
    assert isinstance(scored, StepScored)
    events[-1] = msgspec.structs.replace(scored, summary=msgspec.structs.replace(scored.summary, **changes))
    return [*events, RunEnded(outcome, words, 13, 1_800_000_400.0)]  # type: ignore[arg-type]


def handle_of(events: list[Event], *states: StateChanged, live: bool = True) -> ScriptedHandle:
    """The told trees and evidence with these events."""
    return ScriptedHandle(events, states, told()[1], {"k13": detail_13()}, live=live)


def waiting_session() -> ScriptedHandle:
    """Step 14 waits for a person."""
    events, workspace = told()
    events.append(
        StepProposed(14, 13, THOUGHT_14, PENDING, 1_800_000_200.0, Usage(22_000, 300, cost=0.0, context=0.41))
    )
    return ScriptedHandle(events, [StateChanged("waiting", 14, PENDING, THOUGHT_14)], workspace, {"k13": detail_13()})


def my_turn() -> ScriptedHandle:
    """Step 14 is a person's own, and nothing of it is there yet."""
    return handle_of(told()[0], StateChanged("waiting", 14))


def running_session() -> ScriptedHandle:
    """Step 13 is being scored while the agent thinks."""
    events, workspace = told()
    return ScriptedHandle(
        events[:-1], [Scoring(13, 120, 410, "requests"), StateChanged("thinking", 14)], workspace, {"k13": detail_13()}
    )


def ended_session() -> ScriptedHandle:
    """The run is over: out of steps."""
    events, workspace = told()
    events.append(RunEnded("steps", "The limit of 13 steps is reached.", 13, 1_800_000_400.0))
    return ScriptedHandle(events, (), workspace, {"k13": detail_13()}, live=False)


def kept(number: int, **rest: object) -> SessionSummary:
    """A session as the list of earlier ones has it: the store is asked nothing."""
    fields: dict[str, object] = {
        "id": f"s{number:03}", "task": "flask/clean", "label": "recorded", "at": 1_800_000_000.0 + number,
        "steps": number, "state": "submitted", "core_passed": 35, "core_total": 290, "strict_a_percent": 0.12,
    }  # fmt: skip
    return SessionSummary(**(fields | rest))  # type: ignore[arg-type]
