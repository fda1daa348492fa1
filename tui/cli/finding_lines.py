"""A structural finding as text for the terminal: the lines it is about, the layers with what breaks them, the mend."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

import click

from tasks.scorecard import Edge, Finding, Structural
from tasks.structural.layer_graph import LayerGraph, known_from, layer_graph
from tasks.task import Task
from tui.ascii_marks import in_ascii, needs_ascii
from tui.text import clean, clean_lines, decode
from tui.view.excerpt import excerpt
from tui.view.layer_drawing import Line, drawn, legend

_INDENT = "    "
_AROUND = 1
_WIDEST = 76
_FEWEST = 46
_STYLES: dict[str, dict[str, object]] = {
    "$lost bold": {"fg": "red", "bold": True},
    "$lost": {"fg": "red"},
    "$quiet": {"dim": True},
    "bold": {"bold": True},
}


def in_colour() -> bool:
    """Whether standard output is a terminal that wants colours: NO_COLOR and TERM=dumb say no."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class FindingLines:
    """Writes the findings of one tree. `files` None: only the findings are left, and of the tree what they name."""

    def __init__(self, task: Task | None = None, files: Mapping[str, bytes] | None = None) -> None:
        self._files = files
        self._colour = in_colour()
        self._ascii = needs_ascii(sys.stdout.encoding)
        self._graph = layer_graph(files, task) if files is not None and task is not None and task.clean else None
        self._drawn: set[tuple[str, str]] = set()

    def below(self, finding: Finding) -> list[str]:
        """What stands below a finding's own line: its code, then the layers, once for each kind of broken import."""
        lines = [*self._code(finding), *self._layers(finding)]
        return [in_ascii(line) for line in lines] if self._ascii else lines

    def _code(self, finding: Finding) -> list[str]:
        data = self._files.get(finding.path) if self._files is not None else None
        source = clean_lines(decode(data)) if data else []
        found = excerpt(finding.path, source, finding.line, _AROUND)
        if found is None:
            return []
        coloured = highlighted(finding.path, source) if self._colour else source
        lines = []
        for number in range(found.first, found.first + len(found.lines)):
            bad = number in found.offending
            gutter = self._painted((("▶" if bad else " ") + f"{number:>5}", "$lost bold" if bad else "$quiet"))
            lines.append(f"{_INDENT}{gutter} {self._painted(('│', '$quiet'))} {coloured[number - 1]}".rstrip())
        return lines

    def _layers(self, finding: Finding) -> list[str]:
        edge = finding.edge
        if edge is None or (edge.from_layer, edge.to_layer) in self._drawn:
            return []
        self._drawn.add((edge.from_layer, edge.to_layer))
        lines = layer_lines(self._graph or known_from(edge, finding.path), edge)
        return [(_INDENT + "".join(self._painted(span) for span in line)).rstrip() for line in lines]

    def _painted(self, span: tuple[str, str]) -> str:
        text, style = span
        return click.style(text, **_STYLES[style]) if self._colour and style in _STYLES else text  # type: ignore[arg-type]


def layer_lines(graph: LayerGraph, edge: Edge) -> tuple[Line, ...]:
    """The drawing with its legend, as wide as the terminal allows."""
    width = min(max(shutil.get_terminal_size().columns - len(_INDENT), _FEWEST), _WIDEST)
    return (*drawn(graph, width, edge=edge), legend(edge))


def highlighted(path: str, lines: list[str]) -> list[str]:
    """The lines with the terminal's own colours for code; as they are where the language isn't known."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]
    from pygments.lexers import get_lexer_for_filename  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    text = "\n".join(lines)
    try:
        lexer = get_lexer_for_filename(path.rsplit("/", 1)[-1], stripnl=False, ensurenl=False)
    except ClassNotFound:
        return lines
    found: list[str] = highlight(text, lexer, TerminalFormatter()).split("\n")
    return found if len(found) >= len(lines) and len(text) < 400_000 else lines


def structure_lines(
    structural: Structural, task: Task | None = None, files: Mapping[str, bytes] | None = None
) -> list[str]:
    """The verdicts in words, with every finding; with the tree's files also the code and the layers of each."""
    writer = FindingLines(task, files)
    lines = []
    for name, verdict in structural.verdicts().items():
        mark = "-" if not verdict.required else "kept" if verdict.compliant else "BROKEN"
        lines.append(f"{name:13} {mark if verdict.required else 'not required'}")
        for finding in verdict.findings:
            lines += [*finding_lines(finding), *writer.below(finding)]
            sure = "" if finding.confidence >= 1 else f"   sure {finding.confidence:.2f}"
            lines.append(f"    mend: {clean(finding.mend, one_line=True)}{sure}")
        for finding in verdict.overruled:
            lines += [line.replace("  ", "  overruled  ", 1) for line in finding_lines(finding)]
    return lines


def finding_lines(finding: Finding) -> list[str]:
    """`  app/models/a.py:3  upward-import: ...`"""
    where = clean(f"{finding.path}:{finding.line}", one_line=True)
    return [f"  {where}  {finding.rule}: {clean(finding.message, one_line=True)}"]
