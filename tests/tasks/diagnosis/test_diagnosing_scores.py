"""Mistakes planted in reference builds, scored in a box: few cards, of the right kind, at the right line."""

from __future__ import annotations

from pathlib import Path

import pytest
from boxes import equipped

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.own_base import as_entries
from tasks.catalogue import find
from tasks.diagnosis.diagnose import failures
from tasks.reference.compose import reference
from tasks.scorecard import Assertion, Evidence, Failure, Functional, Structural, Tally, Verdict

FLASK, EXPRESS = "flask/clean+sqlite+orm", "express/clean+sqlite+orm"
STORE = "app/repositories/articles.py"
ROUTES, FAVORITE = "src/routes/articles.js", "services().articles.favorite("
FEED = """articles.get('/feed', userRequired, async (req, res) => {
  res.json(articlesView(await service.feed(parameters(req), req.user)));
});
"""


def cards(name: str, folder: Path, *changes: tuple[str, str, str]) -> tuple[tuple[Failure, ...], dict[str, bytes]]:
    """The failures of a reference build with some text replaced, and its tree."""
    task = find(name)
    tree = dict(reference(task))
    for path, right, wrong in changes:
        assert right.encode() in tree[path]
        tree[path] = tree[path].replace(right.encode(), wrong.encode())
    judge = Judge(equipped("local", task), task, ScoreCache(folder))
    try:
        return judge.score("planted", as_entries(tree), 11).card.failures, tree
    finally:
        judge.close()


PLANTED = [
    pytest.param(
        FLASK,
        [("app/main.py", "from app.routes.context import serve", "from app.routes.contexts import serve")],
        "server_startup_failure", "app.routes.contexts", ("app/main.py", "contexts"), id="a module misspelled",
    ),
    pytest.param(
        FLASK,
        [("app/routes/articles.py", FAVORITE, f"request.get_json() or {FAVORITE}")],
        "framework_idiosyncrasy", "empty body", None, id="an empty body is parsed",
    ),
    pytest.param(
        FLASK, [("app/routes/context.py", 'scheme != "Token"', 'scheme != "Bearer"')],
        "auth_misconfiguration", "valid token is refused", None, id="Bearer instead of Token",
    ),
    pytest.param(
        FLASK, [(STORE, "ArticleRow.created_at.desc()", "ArticleRow.created.desc()")],
        "database_runtime_error", "ArticleRow has no attribute created", (STORE, "ArticleRow.created.desc()"),
        id="an attribute that is not mapped",
    ),
    pytest.param(
        FLASK, [(STORE, "], total", "][:], min(total, query.limit)")],
        "incorrect_query_logic", "articlesCount", None, id="articlesCount after limit",
    ),
    pytest.param(
        EXPRESS, [("src/main.js", "from './routes/app.js';", "from './routes/app';")],
        "server_startup_failure", "/routes/app", ("src/main.js", "./routes/app"), id="an import without its ending",
    ),
    pytest.param(
        EXPRESS,
        [(ROUTES, FEED, ""), (ROUTES, "articles\n  .route(", f"{FEED}articles\n  .route(")],
        "framework_idiosyncrasy", "taken for a slug", None, id="the feed after the slug",
    ),
    pytest.param(
        EXPRESS, [("src/repositories/articles.js", "['createdAt', 'DESC'],", "['created', 'DESC'],")],
        "incorrect_query_logic", "column", None, id="a column that is not there",
    ),
]  # fmt: skip


@pytest.mark.bubblewrap
@pytest.mark.parametrize(("name", "changes", "kind", "title", "place"), PLANTED)
def test_a_planted_mistake_is_named(name, changes, kind, title, place, tmp_path):
    found, tree = cards(name, tmp_path, *changes)
    first = found[0]
    assert (first.subcategory or first.category) == kind
    assert title in first.title
    assert first.mend
    assert len(found) <= 2
    if place is not None:
        assert first.where is not None
        assert first.where.path == place[0]
        assert place[1] in tree[place[0]].decode().splitlines()[first.where.line - 1]


KEPT = Verdict(False, True)
WHOLE = Structural(KEPT, KEPT, KEPT, KEPT)
FELL = (Assertion("users.register.user", "core", "users", "1 register", False, "not reached"),)
NOTHING = Functional(Tally(0, 1), Tally(0, 0), FELL)


def test_before_there_is_a_run_sh_the_card_says_so():
    silent = Evidence(served=False, startup="there is no run.sh")
    (card,) = failures(find("flask/none"), NOTHING, WHOLE, silent, {"app.py": b""})
    assert card.title.startswith("No run.sh yet")
    assert card.assertions == ("users.register.user",)


def test_a_program_that_is_started_otherwise_needs_no_run_sh_and_its_own_trouble_is_told():
    silent = Evidence(served=False, startup="it listens on port 5005 instead of 8080")
    (card,) = failures(find("flask/none"), NOTHING, WHOLE, silent, {"app.py": b""})
    assert "run.sh" not in card.title
    assert card.reasons == ("it listens on port 5005 instead of 8080",)


def test_an_install_step_that_failed_is_told_as_that_and_not_as_a_server_to_start():
    silent = Evidence(served=False, startup="the install step ended with status 7")
    (card,) = failures(find("flask/none"), NOTHING, WHOLE, silent, {"app.py": b""})
    assert card.title == "The install step failed."
    assert card.mend.startswith("Run the install step by hand")


def test_a_server_that_runs_and_answers_its_health_check_wrongly_is_told_as_that():
    silent = Evidence(served=False, startup="GET /api/health-check answers 404 instead of 200")
    (card,) = failures(find("flask/none"), NOTHING, WHOLE, silent, {"run.sh": b"", "app.py": b""})
    assert card.title == "A server runs, but GET /api/health-check answers 404 instead of 200."
    assert card.mend.startswith("Answer GET /api/health-check with 200")


def test_what_was_asked_before_the_server_was_up_is_one_card_with_the_last_exception():
    log = 'Traceback (most recent call last):\n  File "/workspace/app.py", line 2, in <module>\nNameError: x\n'
    (card,) = failures(
        find("flask/none"), NOTHING, WHOLE, Evidence(served=False, server_log=log), {"run.sh": b"", "app.py": b""}
    )
    assert card.where is not None
    assert (card.where.path, card.where.line) == ("app.py", 2)


def test_where_nothing_failed_there_is_no_card():
    passed = Functional(Tally(1, 1), Tally(0, 0), (Assertion("a", "core", "users", "1 register", True),))
    assert failures(find("flask/none"), passed, WHOLE, Evidence(), {}) == ()
