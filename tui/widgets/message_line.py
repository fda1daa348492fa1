"""One quiet line above the keys: what just happened, and whether the judge works."""

from __future__ import annotations

import time

from textual.content import Content
from textual.reactive import reactive

from tui.text import clean
from tui.view.run_view import RunView
from tui.widgets.fitting import spread
from tui.widgets.score_board import scoring_words
from tui.widgets.told_line import ToldLine
from tui.wording import ago, duration

_SAID_SECONDS = 6.0
_NOTICE_SECONDS = 20.0
_READ_FROM_DISK = 86_400
"""A score that came this many seconds ago came before the session was opened."""


class MessageLine(ToldLine):
    """The last thing said, else the newest notice, else the newest score; `say` is for answers to a key."""

    DEFAULT_CSS = "MessageLine { height: 1; padding: 0 1; color: $quiet; }"

    view: reactive[RunView] = reactive(RunView, init=False, always_update=True, repaint=False)
    said: reactive[str] = reactive("", repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._said_at = self._scored_at = self._noticed_at = float("-inf")
        self._scored = self._notices = 0
        self._doing = ("", 0)
        self._doing_since = time.monotonic()
        self._begun = False

    def on_mount(self) -> None:
        self.set_interval(1.0, self.renew)

    def say(self, words: str) -> None:
        """Show words for six seconds."""
        self._said_at = time.monotonic()
        self.said = words
        self.renew()

    def watch_view(self) -> None:
        now, view = time.monotonic(), self.view
        if self._begun and view.last_scored != self._scored:
            self._scored_at = now
        if self._begun and len(view.notices) != self._notices:
            self._noticed_at = now
        if (doing := (view.state, view.head)) != self._doing:
            self._doing, self._doing_since = doing, now
        self._scored, self._notices = view.last_scored, len(view.notices)
        self._begun = self._begun or view.state != "loading"
        self.renew()

    def inputs(self) -> tuple[object, ...]:
        view, now = self.view, time.monotonic()
        return (
            view.steps, view.started, view.state, view.detail, view.outcome, view.head, view.last_scored, view.notices,
            self._said_at, self._scored_at, self._noticed_at, int(now),
        )  # fmt: skip

    def words(self) -> Content:
        now = time.monotonic()
        words = score_words(self.view, now - self._scored_at)
        left = Content(words)
        if now - self._said_at < _SAID_SECONDS:
            left = Content(self.said).stylize("$foreground bold")
        elif self.view.notices and now - self._noticed_at < _NOTICE_SECONDS:
            notice = self.view.notices[-1]
            left = Content.assemble(("! ", "$waiting bold"), (clean(notice.text, one_line=True), "$foreground"))
        elif self.view.state == "starting" and self.view.detail:
            left = Content(clean(self.view.detail, one_line=True) + "…").stylize("$foreground")
        right = [(doing_words(self.view, now - self._doing_since), 2), (judge_words(self.view), 1)]
        return spread([(left, 0)], right, self.content_size.width)


def score_words(view: RunView, seconds: float) -> str:
    """`13 scored 2 s ago, 1.9 s in Docker`; of a session that was read from disk, its end's score."""
    fresh = seconds < _READ_FROM_DISK
    step = view.step(view.last_scored) if fresh else view.scored_at(view.head)
    if step is None or step.score is None:
        return ""
    box = view.started.box if view.started else ""
    where = {"docker": " in Docker", "local": " in the local box"}.get(box, "")
    when = f" {ago(seconds)}" if fresh else ""
    took = "from the cache" if step.score.cached else f"{duration(step.score.seconds)}{where}"
    return f"{step.number} scored{when}, {took}"


def doing_words(view: RunView, seconds: float) -> str:
    """`thinking 12 s, Space pauses`; nothing during the first two seconds, so that quick steps don't flicker."""
    if seconds < 2 or view.over:
        return ""
    way_out = {"starting": "x cancels", "thinking": "Space pauses", "running": "Space pauses"}.get(view.state)
    doing = "watching" if view.watches and view.state == "thinking" else view.state
    return f"{doing} {duration(int(seconds))}, {way_out}" if way_out else ""


def judge_words(view: RunView) -> str:
    """What the judge does now."""
    at_work = [step for step in view.steps[-200:] if step.scoring is not None]
    if not at_work:
        return "judge idle"
    busy = [step for step in at_work if step.scoring is not None and (step.scoring.total or step.scoring.phase)]
    words = scoring_words(busy[-1] if busy else at_work[-1])
    queued = len(at_work) - (1 if busy else 0)
    return f"judge: {words}" + (f", {queued} queued" if busy and queued else "")
