"""The scoreboard: assertions by group with bars, constraints below; a landing score changes digits and nothing else."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from sandbox.store.marks import Mark
from tasks.scorecard import CATEGORIES, Category, Tally
from tui.text import clean
from tui.view.step_view import StepView, score_state
from tui.view.story import group_changes
from tui.widgets.line_view import LineView
from tui.widgets.row import Row
from tui.widgets.run_pane import RunPane
from tui.wording import MARKED, SCORE_WORDS, cut, plural, signed, tone


class ScoreBoard(RunPane):
    """The selected step's score, or that of its nearest scored ancestor, which it names."""

    NUMBER = 2
    NAME = "Score"

    marks: reactive[tuple[Mark, ...]] = reactive((), init=False, repaint=False)

    class Opened(Message):
        """A constraint was clicked, or (None) the line about causes."""

        def __init__(self, category: Category | None) -> None:
            super().__init__()
            self.category = category

    def watch_marks(self) -> None:
        self.redraw()

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        key = message.row.key
        if key == "cause":
            self.post_message(self.Opened(None))
        elif key in ("marked", "verdicts"):
            self.post_message(self.Opened("architecture"))
        elif isinstance(key, str) and key.startswith("constraints"):
            named = [name for name in CATEGORIES if name in message.row.body.plain]
            broken = [name for name in named if f"✗ {name}" in message.row.body.plain]
            self.post_message(self.Opened((broken or named)[0]))

    def inputs(self) -> tuple[object, ...]:
        view = self.view
        shown = view.scored_at(self.selected)
        verified = next((step.structure for step in view.lineage(self.selected) if step.structure is not None), None)
        return (
            shown,
            view.base_of(shown.number) if shown else None,
            view.step(self.selected),
            verified,
            view.over,
            view.served,
            self.marks,
        )

    def draw(self) -> None:
        view = self.view
        step, shown = view.step(self.selected), view.scored_at(self.selected)
        rows: list[Row] = []
        before = {row.key: row.body.plain for row in self.rows}
        if shown is not None and self._served(shown):
            rows += self._groups(shown)
        else:
            rows += [
                Row(Content(line).stylize("$quiet"), wraps=True) for line in nothing_yet(step, never=view.never_served)
            ]
        rows += self._constraints(shown)
        rows += self._verdicts(shown)
        rows += self._cause(shown)
        rows += self._state(step, shown)
        self.show(rows)
        if before and shown is not None and shown.number == self._shown:
            self.tint(row.key for row in rows if isinstance(row.key, str) and before.get(row.key) != row.body.plain)
        self._shown = shown.number if shown else 0
        self.frame(self._about_score(step, shown))

    _shown = 0

    @staticmethod
    def _served(shown: StepView) -> bool:
        """A server has answered by then: its groups are counted."""
        return shown.score is not None and (shown.score.served or shown.served_before)

    def _about_score(self, step: StepView | None, shown: StepView | None) -> str:
        if step is None:
            return ""
        if shown is None or shown is step or not self._served(shown):
            return f"at step {step.number}"
        return f"of step {shown.number}, last scored"

    def _groups(self, shown: StepView) -> list[Row]:
        assert shown.score is not None
        changes = group_changes(shown, self.view.base_of(shown.number))
        groups = {**shown.score.groups, "extended": shown.score.extended}
        return [
            Row(
                group_line(name, tally, changes.get(name, 0), self.text_width, served=shown.score.served),
                key=name,
            )
            for name, tally in groups.items()
        ]

    def _constraints(self, shown: StepView | None) -> list[Row]:
        verified = next((s.structure for s in self.view.lineage(self.selected) if s.structure is not None), None)
        source = verified or (shown.score if shown else None)
        if source is None or not source.required:
            return []
        names = [name for name in CATEGORIES if name in source.required]
        cells = []
        for name in names:
            count = source.findings.get(name, 0)
            bad = name in source.broken
            neutral = bad and self.view.not_yet(self.selected)
            words = f"· {name}" if neutral else f"✗ {name} {count}" if bad else f"✓ {name}"
            mark, tone_of = (
                ("$quiet", "$quiet") if neutral else ("$lost", "$lost") if bad else ("$gained", "$foreground")
            )
            cells.append(Content(f"{words:<17}").stylize(mark, 0, 1).stylize(tone_of, 2))
        per_line = 2 if self.text_width >= 34 else 1
        lines = [cells[place : place + per_line] for place in range(0, len(cells), per_line)]
        return [
            Row(Content("")),
            *(Row(Content.assemble(*line), key=f"constraints {n}") for n, line in enumerate(lines)),
        ]

    def _verdicts(self, shown: StepView | None) -> list[Row]:
        """How many verdicts a person calls wrong, of the whole session: they change no score. Else the way to them."""
        if not self.marks:
            broken = shown is not None and shown.score is not None and shown.score.broken
            if not broken or self.view.not_yet(self.selected):
                return []
            return [Row(Content.assemble(("  what breaks them, drawn", "$quiet"), ("  V", "$accent")), key="verdicts")]
        words = f"{MARKED} {plural(len(self.marks), 'verdict')} marked as wrong"
        return [Row(Content.assemble((words, "$waiting"), ("  V", "$accent")), key="marked")]

    def _cause(self, shown: StepView | None) -> list[Row]:
        if shown is None or shown.score is None or not shown.score.failures:
            return []
        if self.view.not_yet(self.selected):
            return []
        causes = len(shown.score.failures)
        core = shown.score.core
        fell = core.total - core.passed + shown.score.extended.total - shown.score.extended.passed
        words = Content.assemble(
            ("▸ ", "$accent"), f"{plural(causes, 'cause')}, {fell} fail" if fell else plural(causes, "finding")
        )
        gap = self.text_width - words.cell_length - 5
        return [Row(Content("")), Row(Content.assemble(words, " " * max(gap, 2), ("Enter", "$quiet")), key="cause")]

    def _state(self, step: StepView | None, shown: StepView | None) -> list[Row]:
        if step is None:
            return []
        state = score_state(step, never=self.view.never_served)
        if step.scoring is not None:
            return [Row(Content("")), Row(Content(scoring_words(step)).stylize("$waiting"), wraps=True)]
        if state == "not judged":
            reason = clean(step.not_judged, one_line=True)
            return [
                Row(Content("")),
                Row(Content.assemble(("! not judged: ", "$waiting"), reason), wraps=True),
                Row(Content("  R  judge it again")),
            ]
        if shown is not None and shown is not step and step.committed is not None:
            return [
                Row(Content("")),
                Row(Content(f"step {step.number}: {SCORE_WORDS[state]}   R score it").stylize("$quiet"), wraps=True),
            ]
        return []


def group_line(name: str, tally: Tally, change: int, width: int, *, served: bool = True) -> Content:
    """One group in `width` cells, all fields at fixed places: name, passed/total, bar, change."""
    bar_width = 10 if width < 44 else min(24, width - 34)
    full = round(bar_width * tally.passed / tally.total) if tally.total else 0
    if tally.passed < tally.total:
        full = min(full, bar_width - 1)
    whole = tally.total > 0 and tally.passed == tally.total
    bar = Content.assemble(("█" * full, "$gained" if whole else "$bar"), ("░" * (bar_width - full), "$quiet"))
    count = f"{tally.passed:>3}/{tally.total}"
    parts: list[Content | str | tuple[str, str]] = [f"{cut(clean(name, one_line=True), 10):<10} {count:<8} ", bar]
    if change:
        parts.append((f" {signed(change):>5}", tone(change)))
    return Content.assemble(*parts)


def scoring_words(step: StepView) -> str:
    """What a score under way does: `queued`, `starting server`, `scoring 120/290`."""
    scoring = step.scoring
    if scoring is None or not (scoring.total or scoring.phase):
        return f"step {step.number}: queued for scoring"
    if scoring.total:
        return f"step {step.number}: scoring {scoring.done}/{scoring.total}"
    return f"step {step.number}: {clean(scoring.phase, one_line=True)}"


def nothing_yet(step: StepView | None, *, never: bool) -> tuple[str, ...]:
    """What an empty board says."""
    if step is None:
        return ("No score yet.", "", "Each step is scored after its commit.")
    match score_state(step, never=never):
        case "no server yet":
            return ("· no server yet", "", "Not yet is not failed: the count starts when a server first answers.")
        case "could not start":
            return ("✗ the server never started",)
        case "scored" | "scoring" | "queued" | "not judged":
            return ()
        case "nothing to score":
            return ("sent back: there is nothing to score",)
        case _ if step.committed is None:
            return ("not scored", "", "Each step is scored after its commit.")
        case _:
            return ("not scored", "", "R scores it now.")
