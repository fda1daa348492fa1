"""The keys of what opens over the workbench: pages to read, the diff side by side, verdicts, two questions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.bindings.pairs import pair

_READ: list[BindingType] = [
    Binding("escape,q", "leave", "back", id="page.back", key_display="Esc", tooltip="Back to where you were"),
    Binding("slash", "search", "find", id="page.search", key_display="/", tooltip="Find words on this page"),
    Binding("y", "copy", "copy", id="page.copy", tooltip="Copy the whole text, unwrapped"),
]

PAGE: list[BindingType] = [
    *_READ,
    Binding("w", "wrap", "wrap", id="page.wrap", tooltip="Wrap long lines, or not"),
]

SPLIT: list[BindingType] = [
    Binding("v", "leave", "unified", id="split.unified", tooltip="Back to the unified diff"),
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
    Binding(
        "enter",
        "to_step",
        "its step",
        id="findings.step",
        key_display="Enter",
        tooltip="Go to the step that brought this finding in, and its diff",
    ),
    Binding(
        "x", "examples", "examples", id="findings.examples", tooltip="Code that breaks the rule, and that keeps it"
    ),
    Binding(
        "m",
        "mark",
        "mark as wrong",
        id="findings.mark",
        tooltip="Call this verdict wrong, with a reason; or take that back",
    ),
    *PAGE,
]

SUMMARY: list[BindingType] = [
    Binding(
        "enter",
        "next('to_step')",
        "deepest fall",
        id="summary.step",
        key_display="Enter",
        tooltip="The diff of the step that lost most",
    ),
    Binding("5", "next('why')", "why it fails", id="summary.why", tooltip="The causes of what fails at the end"),
    Binding("V", "next('verdicts')", "verdicts", id="summary.verdicts", tooltip="What breaks a constraint, drawn"),
    Binding("space", "next('go_on')", "continue", id="summary.go_on", key_display="Space", tooltip="Continue the run"),
    Binding("q", "next('leave')", "picker", id="summary.leave", tooltip="To the picker, for another task"),
    *PAGE,
]

BASE: list[BindingType] = [
    Binding("escape,b", "leave", "back", key_display="Esc", id="base.back", tooltip="Keep the base as it is"),
    Binding(
        "enter",
        "choose",
        "compare",
        key_display="Enter",
        id="base.choose",
        tooltip="Compare with this step",
    ),
    Binding("0", "start", "the start", id="base.start", tooltip="Compare with the start"),
    Binding(
        "backspace",
        "parent",
        "the step before",
        key_display="Backspace",
        id="base.parent",
        tooltip="Compare with the step before",
    ),
]

LEAVE: list[BindingType] = [
    Binding(
        "y,enter,ctrl+q",
        "answer(True)",
        "leave",
        key_display="y",
        tooltip="Stop the run and leave; it can be continued",
    ),
    Binding("n,escape", "answer(False)", "stay", key_display="n", tooltip="Stay"),
]
