"""Texts about a task, as rows: what the agent is told, what is added against L0, which rules judge it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tasks import paper
from tasks.task import Task
from tui.view.picking import costs, summary_of
from tui.widgets.line_view import Row


def told(task: Task) -> list[Row]:
    """The pane `What the agent is told`: a summary, and what the constraints cost agents."""
    rows = [Row(Content(line), wraps=True, indent=2) for line in summary_of(task)]
    if cost := costs(task):
        rows += [Row(Content("")), _quiet("Cost agents in the paper, A% points")]
        rows += [Row(Content.assemble(f"  {label:18} ", (points, "$lost"))) for label, points in cost]
    return rows


def judged(task: Task, assertions: tuple[int, int], rules: Iterable[tuple[str, str, str, str]]) -> list[Row]:
    """The pane `What judges it`. `rules`: category, id, title, what it protects."""
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
    rows += [Row(Content(title), wraps=True, indent=2) for category, _, title, _ in found if category != "framework"]
    return rows


def whole_prompt(task: Task) -> list[Row]:
    """Everything that an agent is told, word for word."""
    from sandbox.packages import listing
    from tasks.prompts.prompt import prompt

    return _text(prompt(task, listing(task.language)))


def against_l0(task: Task) -> list[Row]:
    """What this task's prompt says that its framework's L0 prompt does not."""
    from tasks.prompts.prompt import against_unconstrained

    sections = against_unconstrained(task)
    if not sections:
        return _text("Nothing: this is L0. Move right for constraints.")
    return [row for section in sections for row in _text(section.text)]


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
    rows.append(_quiet(f"The paper's figures beside these are {paper.LABEL}."))
    return rows


def _text(text: str) -> list[Row]:
    return [
        Row(Content(line.expandtabs(4)), wraps=True, style="bold" if line.startswith("#") else "")
        for line in text.split("\n")
    ]


def _quiet(text: str) -> Row:
    return Row(Content(text).stylize("$quiet"), wraps=True)
