"""The two lines on top of every layout: which run, whose turn, and the one score; the cause is named if strict is 0."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from tasks.scorecard import CATEGORIES
from tui.text import clean
from tui.view.run_view import RunView
from tui.view.step_view import StepView, score_state
from tui.view.story import curve
from tui.widgets.fitting import Part, spread
from tui.widgets.told_line import ToldLine
from tui.wording import MINUS, SCORE_WORDS, cut, money, percent, plural, signed, state_badge, tone

_BARS = "▁▂▃▄▅▆▇█"
_GAP = "   "
_LEAST = 12
"""Cells that a task's name keeps however narrow the terminal is."""
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class ScoreStrip(ToldLine):
    """Draws `RunView` at the selected step; never takes focus."""

    DEFAULT_CSS = """
    ScoreStrip { height: 2; padding: 0 1; background: $panel; color: $foreground; }
    """

    view: reactive[RunView] = reactive(RunView, init=False, always_update=True, repaint=False)
    selected: reactive[int] = reactive(0, repaint=False)
    follow: reactive[bool] = reactive(True, repaint=False)
    pace_words: reactive[str] = reactive("", repaint=False)
    beat: reactive[int] = reactive(0, repaint=False)
    _tinted = False
    _core: object = None

    def watch_view(self) -> None:
        step = self.view.step(self.view.last_scored)
        core = step.core if step else None
        if core != self._core and self._core is not None:
            self._tinted = True
            self.set_timer(0.4, self._untint)
        self._core = core
        self.renew()

    def watch_selected(self) -> None:
        self.renew()

    def watch_follow(self) -> None:
        self.renew()

    def watch_pace_words(self) -> None:
        self.renew()

    def watch_beat(self) -> None:
        self.renew()

    def _untint(self) -> None:
        self._tinted = False
        self.renew()

    def inputs(self) -> tuple[object, ...]:
        view = self.view
        return (
            view.steps, view.started, view.state, view.outcome, view.head, view.label, view.limits, view.context,
            view.tokens, view.cost, view.cost_known, view.agent, view.served, view.pending, self.selected, self.follow,
            self.pace_words, self.beat, self._tinted,
        )  # fmt: skip

    def words(self) -> Content:
        width = self.content_size.width
        return Content.assemble(run_line(self.view, width, self.beat), "\n", self._score_line(width))

    def _score_line(self, width: int) -> Content:
        line = score_line(self.view, self.selected, width, follow=self.follow, pace=self.pace_words)
        return line.stylize("on $waiting 25%", 0, line.plain.find("  struct") + 1) if self._tinted else line


def run_line(view: RunView, width: int, beat: int = -1) -> Content:
    """Task, agent, state, step of limit, cost, context."""
    badge, style = state_badge(view)
    if beat >= 0 and view.state in ("starting", "thinking", "running", "scoring", "elsewhere") and not view.over:
        badge = f"{_SPINNER[beat % len(_SPINNER)]} {badge}"
    limit = f"/{view.limits.steps}" if view.limits.steps else ""
    task = clean(view.task, one_line=True) or "opening…"
    left: list[Part] = [(Content(task), 0)]
    if view.label:
        short = clean(view.label, one_line=True)
        left.append((Content(short if width > 100 else cut(short, 24)).stylize("$quiet"), 4))
    right: list[Part] = [
        (Content(badge).stylize(style), 0),
    ]
    if view.started is not None:
        right.append((f"step {view.head}{limit}" if width > 100 else f"{view.head}{limit}", 0))
        right.append((money(view), 2))
    if view.context is not None:
        right.append((f"context {view.context:.0%}", 5))
    if view.tokens and width > 150:
        right.append((f"{view.tokens:,} tokens", 6))
    kept = [text if isinstance(text, Content) else Content(text) for text, rank in right if rank == 0]
    room = width - sum(text.cell_length + len(_GAP) for text in kept)
    left[0] = (Content(cut(task, max(room, _LEAST))).stylize("bold"), 0)  # Whose turn it is never goes.
    return spread(left, right, width, gap=_GAP)


def score_line(view: RunView, selected: int, width: int, *, follow: bool, pace: str = "") -> Content:
    """Core's curve and count with its change, structure, strict A%, where the reader is, and whether it follows."""
    shown = view.scored_at(selected)
    left: list[Part] = [(_core(view, shown, selected, width), 0)]
    left.append((_structure(view, selected, "structure" if width > 100 else "struct"), 0))
    left.append((_strict(shown, short=width <= 100), 0))
    right: list[Part] = []
    if pace:
        right.append((Content(pace).stylize("$quiet"), 3))
    if not follow:
        waits = f"; {view.head} waits" if view.state == "waiting" else f" of {view.head}"
        right.append((f"reading {selected}{waits}" if width > 100 else f"at {selected}", 2))
    if not view.over or not follow:
        right.append((Content("following").stylize("$quiet") if follow else Content("f follow").stylize("$waiting"), 1))
    return spread(left, right, width, gap="   " if width > 100 else "  ")


def _core(view: RunView, shown: StepView | None, selected: int, width: int) -> Content:
    spark = Content(
        "".join(
            "·" if height is None else _BARS[min(7, int(height * 8))]
            for height in curve(view, selected, 14 if width > 100 else 8)
        )
    )
    name = Content("core ").stylize("$quiet")
    step = view.step(selected)
    if shown is None or shown.score is None:
        words = SCORE_WORDS[score_state(step, never=view.never_served)] if step else "not scored"
        return Content.assemble(name, (words, "$quiet"))
    state = score_state(shown, never=view.never_served)
    if state in ("no server yet", "could not start"):
        return Content.assemble(
            name,
            spark.stylize("$quiet"),
            f"{' ' if spark else ''}",
            (SCORE_WORDS[state], "$quiet" if state == "no server yet" else "$lost bold"),
        )
    core = shown.score.core
    parts: list[Content | str | tuple[str, str]] = [name, spark, f" {core.passed:>3}/{core.total} "]
    if shown.change:
        arrow = "▲" if shown.change > 0 else "▼"
        parts.append((f"{arrow}{abs(shown.change)}", f"{tone(shown.change)} bold"))
    else:
        parts.append((signed(0), "$quiet"))
    if shown.number != selected or width > 100:
        parts.append((f" at {shown.number}", "$quiet"))
    return Content.assemble(*parts)


def _structure(view: RunView, selected: int, name: str) -> Content:
    verified = next((step.structure for step in view.lineage(selected) if step.structure is not None), None)
    scored = view.scored_at(selected)
    required = verified.required if verified else scored.score.required if scored and scored.score else ()
    broken = verified.broken if verified else scored.score.broken if scored and scored.score else ()
    if not required:
        return Content.assemble((f"{name} ", "$quiet"), ("·", "$quiet"))
    marks: list[tuple[str, str]] = []
    for category in CATEGORIES:
        if category in required:
            bad = ("·", "$quiet") if view.not_yet(selected) else ("✗", "$lost bold")
            marks.append(bad if category in broken else ("✓", "$gained"))
    return Content.assemble((f"{name} ", "$quiet"), *marks)


def _strict(shown: StepView | None, *, short: bool) -> Content:
    if shown is None or shown.score is None or not shown.score.served:
        return Content.assemble(("strict ", "$quiet"), ("·", "$quiet"))
    score = shown.score
    words: list[tuple[str, str]] = [("strict ", "$quiet"), (percent(score.strict_a_percent), "bold")]
    guilty = [category for category in score.broken if category != "framework"]
    if score.strict_a_percent == 0.0 and guilty:
        if short:
            more = f" +{len(guilty) - 1}" if len(guilty) > 1 else ""
            return Content.assemble(words[0], ("0%", "$lost bold"), (f" {guilty[0]}{more}", "$lost"))
        count = sum(score.findings.get(category, 0) for category in guilty)
        words = [("strict ", "$quiet"), ("0%", "$lost bold"), (f" {' and '.join(guilty)} broken", "$lost")]
        if count > 1:
            words.append((f" in {plural(count, 'place')}", "$lost"))
    elif score.strict_a_percent == 0.0:
        words.append((f" ({MINUS}all)" if score.core.total else "", "$quiet"))
    return Content.assemble(*words)
