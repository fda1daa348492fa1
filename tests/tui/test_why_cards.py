"""A failure's card holds what was asked, what came back, where, and how to mend it."""

from __future__ import annotations

from told_session import ARTICLES_13, LOG_13, detail_13

from tasks.scorecard import Finding, Where
from tui.view.why import Card, own_frames, why
from tui.widgets.why_pane import others


def test_a_traceback_is_cut_to_the_apps_own_frames() -> None:
    assert own_frames(LOG_13) == (
        "app/routes/articles.py:31 in list_articles",
        "app/services/articles.py:27 in present",
        "sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called; can't call await_only() here.",
    )


def test_a_node_stack_is_cut_too() -> None:
    log = (
        "TypeError: Cannot read properties of undefined (reading 'id')\n"
        "    at list (/workspace/src/services/articles.js:12:30)\n"
        "    at Layer.handle [as handle_request] (/node_modules/express/lib/router/layer.js:95:5)\n"
        "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n"
        "    at async file:///workspace/src/routes/articles.mjs:8:3\n"
    )
    assert own_frames(log) == (
        "src/services/articles.js:12:30",
        "src/routes/articles.mjs:8:3",
        "TypeError: Cannot read properties of undefined (reading 'id')",
    )


def test_only_the_last_traceback_counts() -> None:
    first = LOG_13.replace("articles.py", "old.py")
    assert not any("old.py" in frame for frame in own_frames(first + LOG_13))


def test_causes_and_findings_are_counted_apart() -> None:
    finding = Finding(rule="r", path="app", line=1, message="m", mend="w")
    cause, rule = Card(title="t", label="l"), Card(title="m", label="l", finding=finding)
    assert others([cause, rule, rule]) == ", and 1 more cause, 2 findings"
    assert others([cause, cause]) == ", and 2 more causes"
    assert others([rule]) == ", and 1 finding"
    assert others([]) == ""


def test_a_card_joins_failure_request_and_source() -> None:
    def read_line(where: Where) -> str:
        return ARTICLES_13.split("\n")[where.line - 1]

    (card,) = why(detail_13(), read_line).cards
    assert card.exchange.path == "/api/articles"
    assert card.source.strip() == "q = select(Article).order_by(*NEWEST)"
    assert (len(card.fallen), card.where.step, card.confidence) == (96, 13, 0.93)
    assert card.frames[-1].startswith("sqlalchemy.exc.MissingGreenlet")
