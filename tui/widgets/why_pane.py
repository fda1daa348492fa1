"""The failure cards: the root cause, what was asked and came back, where in the code, and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from sandbox.introduced import identity
from sandbox.store.marks import Mark
from tasks.scorecard import Exchange, Finding, Where
from tui.text import clean, clean_lines
from tui.view.step_view import score_state
from tui.view.why import Card, Why
from tui.widgets.line_view import LineView
from tui.widgets.row import Row
from tui.widgets.run_pane import RunPane
from tui.wording import MARKED, cut, plural, signed

_FALLEN_SHOWN = 8
_RAISED = re.compile(r"(?:\w+\.)*(\w+):")
_RESPONSE_LINES = 4
_LONGEST = 300
_LABEL = 7


class WhyPane(RunPane):
    """Draws the cards of the shown score; `[` and `]` move between them."""

    NUMBER = 5
    NAME = "Why"

    why: reactive[Why | None] = reactive(None, init=False, repaint=False, always_update=True)
    wanted: reactive[str] = reactive("", init=False, repaint=False)

    marks: reactive[tuple[Mark, ...]] = reactive((), init=False, repaint=False)

    class Opened(Message):
        """The card of a structural finding was clicked."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=True, id=id)

    def watch_why(self) -> None:
        self.redraw()

    def watch_wanted(self) -> None:
        self.redraw()

    def watch_marks(self) -> None:
        self.redraw()

    def inputs(self) -> tuple[object, ...]:
        shown = self.view.scored_at(self.selected)
        return (
            id(self.why),
            self.wanted,
            self.marks,
            shown,
            self.view.step(self.selected),
            self.view.over,
            self.view.served,
        )

    def draw(self) -> None:
        shown = self.view.scored_at(self.selected)
        rows: list[Row] = []
        about, hint = "", ""
        if self.why is not None and self.why.cards and self.view.not_yet(self.selected):
            rows = not_yet_rows(self.why.cards)
            about, hint = "no server yet", "l server log"
        elif self.why is not None and self.why.cards:
            structural = all(card.rule for card in self.why.cards)
            hint = "Enter whole card  [ ] card" if structural else "Enter open  [ ] card  c curl  l server log"
            wrong = {mark.subject for mark in self.marks}
            for number, card in enumerate(self.why.cards):
                rows += [Row(Content(""))] if number else []
                marked = card.finding is not None and identity(card.finding) in wrong
                rows += card_rows(card, number, len(self.why.cards), marked=marked)
            about = clean(self.why.cards[0].label.replace("_", " "), one_line=True)
            about += others(self.why.cards[1:])
        else:
            rows = [Row(Content(line).stylize("$quiet")) for line in self._nothing()]
        self.show(rows, top=self.why is not self._shown)
        self._shown = self.why
        change = shown.change if shown is not None and shown.score is not None and shown.score.served else None
        name = f"Why {signed(change)}" if change and shown is not None and shown.number == self.selected else "Why"
        self.frame(about, name=name, hint=hint)

    _shown: Why | None = None

    def _nothing(self) -> tuple[str, ...]:
        shown = self.view.scored_at(self.selected)
        if shown is None or shown.score is None:
            return ("Nothing scored yet: failures are explained here.",)
        if shown.score.passed:
            return ("✓ Everything passes and every required constraint holds.",)
        state = score_state(shown, never=self.view.never_served)
        if state == "no server yet":
            return ("· No server has answered yet, so nothing has failed yet.",)
        if self.wanted:
            return ("Reading the evidence…",)
        if shown.score.failures:
            return (
                *[clean(one, one_line=True) for one in shown.score.failures],
                "",
                "The evidence is no longer cached.  R  score again",
            )
        return (f"No evidence is kept for step {shown.number}.", "", "R  score it again")

    @property
    def card_here(self) -> Card | None:
        """The card at the top of what is visible."""
        if self.why is None or not self.why.cards:
            return None
        if self.scroll_offset.y >= self.max_scroll_y > 0:
            top = max(self.top_row, 0)
        else:
            top = self.top_row
        number = 0
        for row in self.rows[: top + 1]:
            if isinstance(row.key, int):
                number = row.key
        return self.why.cards[number]

    @property
    def exchange_here(self) -> Exchange | None:
        """The request of the card at the top, else of the first card that has one."""
        card = self.card_here
        if card is not None and card.exchange is not None:
            return card.exchange
        return next((one.exchange for one in self.why.cards if one.exchange), None) if self.why else None

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        """A click on a card of a structural finding opens it whole."""
        message.stop()
        if self.why is None or not self.why.cards or self.view.not_yet(self.selected):
            return
        place = next(place for place, row in enumerate(self.rows) if row is message.row)
        number = next((row.key for row in reversed(self.rows[: place + 1]) if isinstance(row.key, int)), 0)
        finding = self.why.cards[number].finding
        if finding is not None:
            self.post_message(self.Opened(finding))

    def next_card(self, direction: int) -> bool:
        """Go to the next or previous card."""
        return self.jump(range(len(self.why.cards) if self.why else 0), direction)


def others(cards: Sequence[Card]) -> str:
    """`, and 1 more cause, 5 findings`"""
    findings = sum(card.rule for card in cards)
    causes = len(cards) - findings
    parts = [f"{causes} more cause{'s' * (causes != 1)}"] if causes else []
    parts += [plural(findings, "finding")] if findings else []
    return f", and {', '.join(parts)}" if parts else ""


def not_yet_rows(cards: Sequence[Card]) -> list[Row]:
    """Cards while no server has answered yet: nothing has failed, so they are folded to what is still to come."""
    rows = [Row(Content("· No server has answered yet, so nothing has failed yet."))]
    rows += [
        Row(Content(f"  {clean(card.title, one_line=True)}").stylize("$quiet"), indent=2)
        for card in cards
        if not card.rule and card.label != "constraint_violation"
    ]
    counts = Counter(card.label.partition(":")[0] for card in cards if card.rule)
    if counts:
        named = ", ".join(f"{clean(name, one_line=True)} {many}" for name, many in counts.items())
        rows.append(
            Row(Content(f"  Structure still lacks {plural(counts.total(), 'thing')}: {named}.").stylize("$quiet"))
        )
    return rows


def card_rows(card: Card, number: int, count: int, *, marked: bool = False) -> list[Row]:
    """One card. Its first row's key is its number; `marked`: a person calls the verdict wrong."""
    mark = "✗ " if card.rule else ""
    lead = f"{number + 1}/{count} " if count > 1 else ""
    rows = [
        Row(Content.assemble((lead, "$quiet"), (mark, "$lost"), (clean(card.title, one_line=True), "bold")), key=number)
    ]
    rows.append(Row(_place(card)))
    if marked:
        rows.append(Row(Content(f"{MARKED} marked as wrong; the score stays as it is").stylize("$waiting bold")))
    if card.exchange is not None:
        rows.append(_asked(card.exchange))
    if card.mend:
        rows.append(_labelled("Mend", Content(clean(card.mend, one_line=True)), "$gained bold"))
    if card.source.strip() and card.where is not None:
        rows.append(_source(card.source, card.where))
    for place, reason in enumerate(card.reasons):
        rows.append(_labelled("" if place else "Why", Content(clean(reason, one_line=True))))
    for place, frame in enumerate(card.frames):
        rows.append(_labelled("" if place else "Raised", Content(clean(frame, one_line=True)).stylize("$quiet")))
    if card.exchange is not None:
        rows += _answered(card.exchange)
    if card.fallen:
        names = ", ".join(clean(one.id, one_line=True) for one in card.fallen[:_FALLEN_SHOWN])
        more = f" and {len(card.fallen) - _FALLEN_SHOWN} more" if len(card.fallen) > _FALLEN_SHOWN else ""
        fallen = Content.assemble(f"{plural(len(card.fallen), 'assertion')}: ", (f"{names}{more}", "$quiet"))
        rows.append(_labelled("Fell", fallen))
    return rows


def _labelled(label: str, body: Content, style: str = "bold") -> Row:
    """A line with what it is in front; copied with it."""
    source = f"{label}: {body.plain}" if label else body.plain
    return Row(body, Content.assemble((f"{label:{_LABEL}}", style)), source=source)


def place_words(where: Where) -> str:
    """`app/services/articles.py:27  by step 13`"""
    words = f"{clean(where.path, one_line=True)}:{where.line}"
    return f"{words}   by step {where.step}" if where.step else words


def _place(card: Card) -> Content:
    raised = _RAISED.match(card.frames[-1]) if card.frames else None
    parts: list[tuple[str, str]] = [
        (raised[1] if raised else clean(card.label.replace("_", " "), one_line=True), "$lost")
    ]
    if card.where is not None:
        parts.append((f"   {place_words(card.where)}", "$foreground"))
    if card.confidence is not None:
        parts.append((f"   sure {card.confidence:.2f}", "$quiet"))
    return Content.assemble(*parts)


def _asked(exchange: Exchange) -> Row:
    got = "no answer" if exchange.status is None else f"got {exchange.status}"
    asked = f"{clean(exchange.method, one_line=True)} {clean(exchange.path, one_line=True)}"
    expected = f"   expected {clean(exchange.expected, one_line=True)}," if exchange.expected else "  "
    return _labelled("Asked", Content.assemble((asked, "bold"), f"{expected} ", (got, "$lost")))


def _answered(exchange: Exchange) -> list[Row]:
    """The first lines of what came back, and the request as it can be pasted into a shell."""
    lines = [cut(line, _LONGEST) for line in clean_lines(exchange.response)[:_RESPONSE_LINES] if line.strip()]
    rows = [_labelled("" if place else "Answer", Content(line).stylize("$quiet")) for place, line in enumerate(lines)]
    if exchange.curl:
        curl = cut(clean(exchange.curl, one_line=True), _LONGEST)
        rows.append(_labelled("Curl", Content.assemble((curl, "$quiet"), "  ", ("c", "$accent bold"), " copies it")))
    return rows


def _source(source: str, where: Where) -> Row:
    gutter = Content.assemble((f"{'Line':{_LABEL}}", "bold"), (f"{where.line:>4} │ ", "$quiet"))
    return Row(Content(clean(source.strip(), one_line=True)), gutter, wraps=True)
