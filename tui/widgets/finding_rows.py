"""The card of one structural verdict: rule, place, the layers, the lines, the way to mend it, and a person's word."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sandbox.store.marks import Mark
from tasks.structural.layer_graph import LayerGraph
from tasks.structural.rulebook import as_files
from tasks.structural.verify import verify
from tasks.task import Task
from tui.text import clean
from tui.view.excerpt import Excerpt, excerpt
from tui.view.layer_drawing import Line, drawn, legend
from tui.view.verdicts import Judged, Verdicts
from tui.widgets.code import coloured
from tui.widgets.row import Row
from tui.wording import MARKED

_LABEL = 7
_BAND = "on $lost 18%"
_LEAST_AROUND = 1


def card_rows(
    one: Judged,
    verdicts: Verdicts,
    *,
    width: int,
    since: int | None,
    looking: bool,
    mark: Mark | None,
    around: int,
) -> list[Row]:
    """The card in `width` cells. `since` is the step that brought the finding in; `looking`: it is still looked for.

    `around` lines of code are shown on either side; with 0 the card is as short as can be, for terminals of 24 lines.
    """
    roomy = around > 0
    gap = [Row(Content(""))] if roomy else []
    finding = one.finding
    rows = [_heading(one, mark)]
    if finding is not None:
        rows += [Row(Content(clean(finding.message, one_line=True)), wraps=True), *gap]
    if one.rule is not None:
        rows.append(_labelled("Rule", Content(one.rule.protects)))
    if finding is None:
        withdrawn = _withdrawn_rows(one, verdicts)
        rows += withdrawn or [_labelled("Here", Content("Nothing in this step's tree breaks it.").stylize("$gained"))]
        rows += [*gap, *_mark_rows(mark, kept=True)]
        if one.category == "architecture" and verdicts.graph is not None:
            rows += [Row(Content("")), *graph_rows(one, verdicts.graph, width, with_legend=roomy)]
        return rows
    rows.append(_labelled("Where", _place(one, since, looking=looking)))
    rows += [*gap, *_code_rows(one, verdicts, max(around, _LEAST_AROUND))]
    if one.category == "architecture" and verdicts.graph is not None:
        rows += [*gap, *graph_rows(one, verdicts.graph, width, with_legend=roomy)]
    rows += [*gap, _labelled("Mend", Content(clean(finding.mend, one_line=True)), "$gained bold")]
    if roomy or mark is not None:
        rows += [*gap, *_mark_rows(mark, kept=False)]
    return rows


def _withdrawn_rows(one: Judged, verdicts: Verdicts) -> list[Row]:
    """What the code alone spoke against, and running it disproved: the finding, its place, and what was seen."""
    rows: list[Row] = []
    for finding in verdicts.structural.verdicts()[one.category].overruled:
        if finding.rule == one.id:
            place = f"{clean(finding.path, one_line=True)}:{finding.line}"
            rows.append(
                _labelled("Here", Content.assemble((place, "bold"), ("   withdrawn, for running it won", "$gained")))
            )
            rows.append(_labelled("Code", Content(clean(finding.message, one_line=True)).stylize("$quiet")))
    return rows


def graph_rows(one: Judged, graph: LayerGraph, width: int, *, with_legend: bool) -> list[Row]:
    """The layers with the edge or the module of a finding."""
    finding = one.finding
    edge = finding.edge if finding is not None else None
    at = finding.path if finding is not None and one.id != "missing-layer" else ""
    lines: list[Line] = [*drawn(graph, width, edge=edge, at=at), *([legend(edge)] if with_legend else [])]
    return [Row(Content.assemble(*line), wraps=False) for line in lines]


def code_rows(found: Excerpt, lines: Sequence[Content]) -> list[Row]:
    """Lines with their numbers; what a finding is about has an arrow in the gutter and a band under it."""
    rows = []
    for number, body in enumerate(lines, found.first):
        bad = number in found.offending
        gutter = Content.assemble(
            ("▶" if bad else " ", "$lost bold"), (f"{number:>4} ", "$lost bold" if bad else "$quiet"), ("│ ", "$quiet")
        )
        rows.append(Row(body, gutter, style=_BAND if bad else "", wraps=False))
    return rows


def example_rows(one: Judged, task: Task) -> list[Row]:
    """The rule's own examples: code that breaks it, with the offending lines marked, and code that keeps it."""
    if one.rule is None:
        return [Row(Content("This rule has no example any more.").stylize("$quiet"))]
    return [
        Row(Content.assemble(("✗ breaks it", "$lost bold"))),
        *_example(one.rule.breaks, task, one.id),
        Row(Content("")),
        Row(Content.assemble(("✓ keeps it", "$gained bold"))),
        *_example(one.rule.keeps, task, one.id),
    ]


def _example(text: str, task: Task, rule: str) -> list[Row]:
    files = as_files(text)
    structural = verify(files, task)
    bad = {
        (one.path, one.line)
        for verdict in structural.verdicts().values()
        for one in verdict.findings
        if one.rule == rule
    }
    rows: list[Row] = []
    for path, data in files.items():
        lines = data.decode().rstrip("\n").split("\n")
        rows.append(Row(Content(path).stylize("bold")))
        offending = frozenset(line for found, line in bad if found == path)
        rows += code_rows(Excerpt(path, 1, tuple(lines), offending), coloured(path, lines))
    return rows


def _heading(one: Judged, mark: Mark | None) -> Row:
    state = ("✗ ", "$lost bold") if one.finding is not None else ("✓ ", "$gained bold")
    title = one.rule.title if one.rule is not None else ""
    flag = f"   {MARKED} marked as wrong" if mark is not None else ""
    return Row(
        Content.assemble(
            state, (clean(one.id, one_line=True), "bold"), (f"   {title}", "$foreground"), (flag, "$waiting bold")
        ),
        wraps=True,
        indent=2,
    )


def _labelled(label: str, body: Content, style: str = "bold") -> Row:
    return Row(body, Content.assemble((f"{label:{_LABEL}}", style)), wraps=True)


def _place(one: Judged, since: int | None, *, looking: bool) -> Content:
    assert one.finding is not None
    finding = one.finding
    place = f"{clean(finding.path, one_line=True)}:{finding.line}"
    sure = "certain" if finding.confidence >= 1 else f"sure {finding.confidence:.2f}, so look for yourself"
    return Content.assemble((place, "bold"), "   ", since_words(since, looking=looking), (f"   {sure}", "$quiet"))


def since_words(since: int | None, *, looking: bool) -> Content:
    """`since step 5, Enter goes there`, or that it isn't known."""
    if since is None:
        return Content("looking for its step…" if looking else "step not known").stylize("$quiet")
    if since == 0:
        return Content("there since the start")
    return Content.assemble(f"since step {since}, ", ("Enter", "$accent bold"), " goes there")


def _code_rows(one: Judged, verdicts: Verdicts, around: int) -> list[Row]:
    assert one.finding is not None
    path = one.finding.path
    lines = verdicts.sources.get(path)
    found = excerpt(path, lines, one.finding.line, around) if lines else None
    if found is None or lines is None:
        return [Row(Content("(this tree has no such line: something is missing)").stylize("$quiet"))]
    body = coloured(path, lines)[found.first - 1 : found.first - 1 + len(found.lines)]
    return code_rows(found, body)


def _mark_rows(mark: Mark | None, *, kept: bool) -> list[Row]:
    if mark is None:
        doubt = "It passes, but shouldn't?" if kept else "Is this verdict wrong?"
        return [
            Row(
                Content.assemble(f"{doubt}  ", ("m", "$accent bold"), " marks it, with your reason").stylize_before(
                    "$quiet"
                ),
                wraps=True,
            )
        ]
    return [
        Row(
            Content.assemble(
                (f"{MARKED} wrong, says a person at step {mark.step}: ", "$waiting bold"),
                clean(mark.reason, one_line=True) or "no reason given",
                ("   The score stays as it is.  ", "$quiet"),
                ("m", "$accent bold"),
                (" takes the mark away", "$quiet"),
            ),
            wraps=True,
            indent=2,
        )
    ]
