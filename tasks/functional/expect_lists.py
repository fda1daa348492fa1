"""What arrays can be expected to hold: exactly these items, in order where the order counts."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.functional.answer import MISSING, Answer, Json, Missing, quoted, same
from tasks.functional.expect import Expect
from tasks.functional.wording import place, value_words
from tasks.functional.world import World, names_in

LOOKED_AT = 100
"""Items of an array at most; no expectation is that long, so the rest can't make it hold."""


def listed(titles: Sequence[str], *, count: int | None = None) -> Expect:
    """The list holds exactly the articles of these titles, in this order; `count` is articlesCount (default: all)."""
    total = len(titles) if count is None else count

    def judge(answer: Answer, world: World) -> str:
        want: Json = [world.text(title) for title in titles]
        got = column(answer, "articles", "title")
        if not same(got, want):
            return f"expected the articles {_shortened(want)}, got {_shortened(got)}"
        if not same(answer.at("articlesCount"), total):
            return f"expected articlesCount {total} (all that match), got {value_words(answer, 'articlesCount')}"
        return ""

    return Expect(judge, names_in(list(titles)))


def columns(path: str, field: str, values: Sequence[Json]) -> Expect:
    """One field of every item of an array, in order."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json(list(values))
        got = column(answer, path, field)
        if same(got, want):
            return ""
        return f"expected `{field}` of the {path} to be {quoted(want)}, got {quoted(got)}"

    return Expect(judge, names_in(list(values)))


def rows(path: str, fields: Sequence[str], values: Sequence[Sequence[Json]]) -> Expect:
    """The array holds exactly these items, in any order, told by some of their fields."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json([list(row) for row in values])
        got = answer.at(path)
        if not isinstance(got, list):
            return f"expected {place(path)} to be an array, got {value_words(answer, path)}"
        seen: Json = [
            [_plain(answer.at(f"{path}.{at}.{field}")) for field in fields] for at in range(min(len(got), LOOKED_AT))
        ]
        if _sorted(seen) == _sorted(want):
            return ""
        names = " and ".join(f"`{field}`" for field in fields)
        return f"expected {place(path)} with {names} {quoted(want)} in any order, got {quoted(seen)}"

    return Expect(judge, names_in([list(row) for row in values]))


def members(path: str, values: Sequence[str]) -> Expect:
    """The array holds exactly these strings, once each, in any order."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json(list(values))
        got = answer.at(path)
        if isinstance(got, list) and _sorted(got) == _sorted(want):
            return ""
        return f"expected {place(path)} to be the set {quoted(want)}, got {value_words(answer, path)}"

    return Expect(judge, names_in(list(values)))


def column(answer: Answer, path: str, field: str) -> Json | Missing:
    """One field of every item of an array; MISSING where there is no array."""
    items = answer.at(path)
    if not isinstance(items, list):
        return MISSING
    return [_plain(answer.at(f"{path}.{at}.{field}")) for at in range(min(len(items), LOOKED_AT))]


def _shortened(value: Json | Missing) -> str:
    if isinstance(value, list) and len(value) > 4:
        return f"{quoted(value[:4])} and {len(value) - 4} more"
    return quoted(value)


def _plain(value: Json | Missing) -> Json:
    return None if isinstance(value, Missing) else value


def _sorted(value: Json) -> list[str]:
    return sorted(repr(item) for item in value) if isinstance(value, list) else []
