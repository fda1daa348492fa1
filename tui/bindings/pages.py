"""The keys of what opens over the workbench: pages to read, the diff side by side, verdicts, two questions."""

from __future__ import annotations

from textual.binding import BindingType

from tui.bindings.key import key, pair

_READ: list[BindingType] = [
    key("escape,q", "leave", "back", "page.back", "Back to where you were", display="Esc"),
    key("slash", "search", "find", "page.search", "Find words on this page", display="/"),
    key("y", "copy", "copy", "page.copy", "Copy the whole text, unwrapped"),
]

PAGE: list[BindingType] = [*_READ, key("w", "wrap", "wrap", "page.wrap", "Wrap long lines, or not")]

SPLIT: list[BindingType] = [
    key("v", "leave", "unified", "split.unified", "Back to the unified diff"),
    *pair(
        "right_square_bracket",
        "left_square_bracket",
        "hunk",
        "hunk",
        ids=("split.next", "split.previous"),
        display="[ ]",
        tooltip="Next or previous hunk",
    ),
    *pair(
        "right_curly_bracket",
        "left_curly_bracket",
        "file",
        "file",
        ids=("split.next_file", "split.previous_file"),
        display="{ }",
        tooltip="Next or previous file",
    ),
    *_READ,
]
"""Lines side by side don't wrap: they must stay beside each other."""

FINDINGS: list[BindingType] = [
    *pair(
        "n,right_square_bracket",
        "p,left_square_bracket",
        "verdict",
        "verdict",
        ids=("findings.next", "findings.previous"),
        display="n/p",
        tooltip="Next or previous verdict: what is broken first, then what is kept",
    ),
    key(
        "enter",
        "to_step",
        "its step",
        "findings.step",
        "Go to the step that brought this finding in, and its diff",
        display="Enter",
    ),
    key("x", "examples", "examples", "findings.examples", "Code that breaks the rule, and that keeps it"),
    key("m", "mark", "mark as wrong", "findings.mark", "Call this verdict wrong, with a reason; or take that back"),
    *PAGE,
]

SUMMARY: list[BindingType] = [
    key(
        "enter",
        "next('to_step')",
        "deepest fall",
        "summary.step",
        "The diff of the step that lost most",
        display="Enter",
    ),
    key("5", "next('why')", "why it fails", "summary.why", "The causes of what fails at the end"),
    key("V", "next('verdicts')", "verdicts", "summary.verdicts", "What breaks a constraint, drawn"),
    key("space", "next('go_on')", "continue", "summary.go_on", "Continue the run", display="Space"),
    key("q", "next('leave')", "picker", "summary.leave", "To the picker, for another task"),
    *PAGE,
]

BASE: list[BindingType] = [
    key("escape,b", "leave", "back", "base.back", "Keep the base as it is", display="Esc"),
    key("enter", "choose", "compare", "base.choose", "Compare with this step", display="Enter"),
    key("0", "start", "the start", "base.start", "Compare with the start"),
    key("backspace", "parent", "the step before", "base.parent", "Compare with the step before", display="Backspace"),
]

LEAVE: list[BindingType] = [
    key("y,enter,ctrl+q", "answer(True)", "leave", "", "Stop the run and leave; it can be continued", display="y"),
    key("n,escape", "answer(False)", "stay", "", "Stay", display="n"),
]
