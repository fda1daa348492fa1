"""Syntax colours for lines of code. Imports Pygments inside itself: call it on a worker thread."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content, Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

_LONGEST = 400_000


def coloured(path: str, lines: Sequence[str]) -> list[Content]:
    """Each line as Content with the theme's code colours; plain where the language is unknown or the file is huge."""
    from pygments.token import Token  # type: ignore[import-untyped]

    text = "\n".join(lines)
    lexer = _lexer(path) if len(text) < _LONGEST else None
    if lexer is None:
        return [Content(line) for line in lines]
    styles = {
        Token.Comment: "$code-comment italic",
        Token.Keyword: "$code-keyword",
        Token.Operator.Word: "$code-keyword",
        Token.Literal.String: "$code-string",
        Token.Literal.Number: "$code-number",
        Token.Name.Decorator: "$code-function",
        Token.Name.Function: "$code-function",
        Token.Name.Class: "$code-function",
        Token.Name.Builtin: "$code-number",
        Token.Name.Tag: "$code-keyword",
    }
    spans: list[list[Span]] = [[] for _ in lines]
    number = column = 0
    for token, piece in lexer.get_tokens(text):
        style = None
        kind = token
        while kind is not None and (style := styles.get(kind)) is None:
            kind = kind.parent
        for place, part in enumerate(piece.split("\n")):
            if place:
                number, column = number + 1, 0
            if part and style and number < len(lines):
                spans[number].append(Span(column, column + len(part), style))
            column += len(part)
    return [Content(line, spans=found) for line, found in zip(lines, spans, strict=True)]


@functools.lru_cache(maxsize=64)
def _lexer(path: str) -> Lexer | None:
    from pygments.lexers import get_lexer_for_filename  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    name = path.rsplit("/", 1)[-1]
    try:
        return get_lexer_for_filename(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
