"""Texts about a task, as rows: what the agent is told, what is added against L0, which rules judge it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual.content import Content

from tasks import paper
from tasks.task import Task
from tui.text import clean
from tui.view.own_list import OwnFile
from tui.view.picking import costs, means_of, summary_of
from tui.widgets.row import Row

_OWN_LINE = re.compile(r"\s*([-*#>|`]|\d+\.)\s|```|    ")
"""Begins a line of its own in Markdown: a heading, an item, a quotation, a table, code."""

_COST_OF = f"of {', '.join(paper.COST_MODELS)} with {' and '.join(paper.COST_SCAFFOLDS)}"

RuleWords = tuple[str, str, str, str]
"""A rule's category, id, title, and what it protects."""


def told(task: Task) -> list[Row]:
    """The pane `What the agent is told`: a summary, and what the constraints cost agents."""
    rows = [Row(Content(line), wraps=True, indent=2) for line in summary_of(task)]
    means = means_of(task)
    cost = costs(task)
    rows += [Row(Content(""))] if means or cost else []
    rows += [_quiet(means)] if means else []
    if cost:
        rows.append(_quiet("Cost in the paper's first version, A% points"))
        rows += [Row(Content.assemble(f"  {label:18} ", (points, "$lost"))) for label, points in cost]
        rows.append(_quiet(_COST_OF))
    return rows


def asked(task: Task) -> list[str]:
    """What this task's constraints and its person ask for, word for word: a text each."""
    from tasks.prompts.prompt import against_unconstrained

    return [section.text for section in against_unconstrained(task)]


def asked_rows(texts: Iterable[str]) -> list[Row]:
    """Those texts below a summary that has room for them."""
    return [Row(Content("")), *(row for text in texts for row in _text(_reflowed(text)))]


def no_task(file: OwnFile | None) -> list[Row]:
    """What the pane says where there is no task: what is wrong with the file, and what to do."""
    if file is None:
        return [_quiet("A task of your own: a framework, constraints, and what you ask beyond them.")]
    wrong = Content.assemble(("✗ ", "$lost bold"), clean(file.problem, one_line=True))
    return [
        Row(Content(clean(str(file.path), one_line=True)).stylize("bold"), wraps=True),
        Row(wrong, wraps=True, indent=2),
        Row(Content("")),
        Row(Content.assemble(("e", "$accent bold"), " edits the file, ", ("r", "$accent bold"), " reads it again.")),
    ]


def judged(task: Task, assertions: tuple[int, int], rules: Iterable[RuleWords], *, why: bool = False) -> list[Row]:
    """The pane `What judges it`; with `why`, what each rule protects as well."""
    core, extended = assertions
    found = list(rules)
    rows = [Row(Content.assemble(("Functional  ", "$quiet"), f"{core} core, {extended} extended"))]
    for place, category in enumerate(dict.fromkeys(rule[0] for rule in found)):
        many = sum(rule[0] == category for rule in found)
        label = "Structural  " if place == 0 else " " * 12
        rows.append(
            Row(Content.assemble((label, "$quiet"), f"{category:13}", (f"{many} rule{'s' * (many != 1)}", "$quiet")))
        )
    rows.append(Row(Content("")))
    for category, _, title, protects in found:
        if category != "framework":
            rows.append(Row(Content(title).stylize("bold" if why else ""), wraps=True, indent=2))
            rows += [Row(Content(protects).stylize("$quiet"), wraps=True, gutter=Content("  "))] if why else []
    return rows


def whole_prompt(task: Task) -> list[Row]:
    """Everything that an agent is told, word for word."""
    from sandbox.packages import listing
    from tasks.prompts.prompt import prompt

    return _text(prompt(task, listing(task.language)))


def against_l0(task: Task) -> list[Row]:
    """What this task's prompt says that its framework's L0 prompt does not."""
    texts = asked(task)
    if not texts:
        return _text("Nothing: this is L0. Move right for constraints.")
    return [row for text in texts for row in _text(_reflowed(text))]


def all_rules(task: Task) -> list[Row]:
    """Every rule that judges the task: what it protects, what breaks it, what keeps it."""
    from tasks.structural.rulebook import rules_for

    rows: list[Row] = []
    for rule in rules_for(task):
        rows.append(
            Row(Content.assemble((f"{rule.category}  ", "$quiet"), (rule.id, "bold $accent"), f"  {rule.title}"))
        )
        rows.append(Row(Content(rule.protects), wraps=True))
        for mark, style, example in (("✗", "$lost", rule.breaks), ("✓", "$gained", rule.keeps)):
            gutter = Content.assemble((f" {mark} ", style))
            lines = example.rstrip("\n").split("\n")
            rows += [
                Row(Content(line.expandtabs(4)), gutter=gutter if n == 0 else Content("   "))
                for n, line in enumerate(lines)
            ]
        rows.append(Row(Content("")))
    return rows


def _reflowed(text: str) -> str:
    """Markdown whose paragraphs and list items are one line each: where they break is for the pane to decide."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and lines[-1] and line and not _OWN_LINE.match(line) and not lines[-1].startswith(("#", "```")):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _text(text: str) -> list[Row]:
    return [
        Row(Content(line.expandtabs(4)), wraps=True, style="bold" if line.startswith("#") else "")
        for line in clean(text).split("\n")
    ]


def _quiet(text: str) -> Row:
    return Row(Content(text).stylize("$quiet"), wraps=True)
