"""What an answer can be expected to be: small judgements that say in one line what they wanted and what they got."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.functional.answer import MISSING, Answer, Json, Missing, quoted, same, short
from tasks.functional.world import World, names_in

SLUG = re.compile(r"[A-Za-z0-9._~-]+")
TOKEN = re.compile(r"[!-~]{1,8192}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True, slots=True)
class Expect:
    """A judgement: "" where it holds, else one line. `uses` are the names it needs from the world."""

    judge: Callable[[Answer, World], str]
    uses: frozenset[str] = frozenset()


def status(code: int) -> Expect:
    """The status is exactly this."""

    def judge(answer: Answer, world: World) -> str:
        if answer.status == code:
            return ""
        return f"expected status {code}, got {_got(answer)}"

    return Expect(judge)


def key(path: str) -> Expect:
    """The key at the end of the path is present; null is a value."""
    parent, _, name = path.rpartition(".")

    def judge(answer: Answer, world: World) -> str:
        if answer.at(path) is not MISSING:
            return ""
        return f"expected the key `{name}` in {_place(parent)}, got {_shape(answer, parent)}"

    return Expect(judge)


def array(path: str) -> Expect:
    """The value is a JSON array."""
    return _kind(path, "an array", lambda value: isinstance(value, list))


def integer(path: str) -> Expect:
    """The value is a JSON integer; true is none."""
    return _kind(path, "an integer", lambda value: isinstance(value, int) and not isinstance(value, bool))


def text(path: str) -> Expect:
    """The value is a string with something in it."""
    return _kind(path, "a non-empty string", lambda value: isinstance(value, str) and bool(value))


def usable_token(path: str) -> Expect:
    """The value can be sent in a header: visible ASCII characters, no spaces."""
    return _kind(path, "a token of visible ASCII characters", lambda value: isinstance(value, str) and is_token(value))


def is_token(value: str) -> bool:
    """May this stand in an Authorization header?"""
    return TOKEN.fullmatch(value) is not None


def moment(path: str) -> Expect:
    """The value is a time in UTC with milliseconds, such as 2026-05-07T09:30:00.123Z."""
    return _kind(path, "a time like 2026-05-07T09:30:00.123Z", lambda value: _time(value) is not None)


def more_than(path: str, least: int) -> Expect:
    """The value is a number above `least`."""
    return _kind(
        path,
        f"a number above {least}",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > least,
    )


def equals(path: str, template: Json) -> Expect:
    """The value is exactly this one, of the same type."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json(template)
        got = answer.at(path)
        if same(got, want):
            return ""
        return f"expected {_place(path)} to be {quoted(want)}, got {_value(answer, path)}"

    return Expect(judge, names_in(template))


def each(values: dict[str, Json], below: str = "") -> Expect:
    """Several values below one place, each exactly this one."""
    parts = [equals(f"{below}.{name}" if below else name, value) for name, value in values.items()]
    return every(parts)


def every(parts: Iterable[Expect]) -> Expect:
    """All of them hold; the first that doesn't speaks."""
    whole = tuple(parts)

    def judge(answer: Answer, world: World) -> str:
        return next((words for part in whole if (words := part.judge(answer, world))), "")

    return Expect(judge, frozenset[str]().union(*(part.uses for part in whole)))


def later(path: str, than: str) -> Expect:
    """The time is after the one that was kept under this name."""

    def judge(answer: Answer, world: World) -> str:
        before, got = _time(world.get(than)), _time(answer.at(path))
        if before is not None and got is not None and got > before:
            return ""
        return f"expected {_place(path)} to be later than {short(world.get(than))}, got {_value(answer, path)}"

    return Expect(judge, frozenset({than}))


def slug(path: str, *, title: str = "", unlike: Sequence[str] = ()) -> Expect:
    """A usable slug: of the allowed characters, not `feed`, unlike these names, and begun as an ASCII title demands."""

    def judge(answer: Answer, world: World) -> str:
        got = answer.at(path)
        words = "-".join(world.text(title).lower().split(" ")) if title else ""
        if not isinstance(got, str) or not SLUG.fullmatch(got):
            return f"expected {_place(path)} to match [A-Za-z0-9._~-]+, got {_value(answer, path)}"
        if got == "feed":
            return f"expected {_place(path)} never to be `feed`: that path is taken"
        if not got.startswith(words):
            return f"expected {_place(path)} to begin with {words}, got {quoted(got)}"
        if taken := [name for name in unlike if world.get(name) == got]:
            return f"expected a slug of its own in {_place(path)}, got {quoted(got)} again ({taken[0]})"
        return ""

    return Expect(judge, names_in(title) | frozenset(unlike))


def listed(titles: Sequence[str], *, count: int | None = None) -> Expect:
    """The list holds exactly the articles of these titles, in this order; `count` is articlesCount (default: all)."""
    total = len(titles) if count is None else count

    def judge(answer: Answer, world: World) -> str:
        want: Json = [world.text(title) for title in titles]
        got = column(answer, "articles", "title")
        if not same(got, want):
            return f"expected the articles {_titles(want)}, got {_titles(got)}"
        if not same(answer.at("articlesCount"), total):
            return f"expected articlesCount {total} (all that match), got {_value(answer, 'articlesCount')}"
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
            return f"expected {_place(path)} to be an array, got {_value(answer, path)}"
        seen: Json = [[_plain(answer.at(f"{path}.{at}.{field}")) for field in fields] for at in range(len(got))]
        if _sorted(seen) == _sorted(want):
            return ""
        names = " and ".join(f"`{field}`" for field in fields)
        return f"expected {_place(path)} with {names} {quoted(want)} in any order, got {quoted(seen)}"

    return Expect(judge, names_in([list(row) for row in values]))


def members(path: str, values: Sequence[str]) -> Expect:
    """The array holds exactly these strings, once each, in any order."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json(list(values))
        got = answer.at(path)
        if isinstance(got, list) and _sorted(got) == _sorted(want):
            return ""
        return f"expected {_place(path)} to be the set {quoted(want)}, got {_value(answer, path)}"

    return Expect(judge, names_in(list(values)))


def error(field: str = "") -> Expect:
    """The body is `{"errors": {field: [message, ...]}}`; with a field (a template), that one is named."""

    def judge(answer: Answer, world: World) -> str:
        errors = answer.at("errors")
        if not isinstance(errors, dict) or not errors or not all(_messages(value) for value in errors.values()):
            return f'expected {{"errors": {{field: [message, ...]}}}}, got {_value(answer, "")}'
        if field and world.text(field) not in errors:
            return f"expected `errors` to name `{world.text(field)}`, got {quoted(errors)}"
        return ""

    return Expect(judge)


def no_body() -> Expect:
    """Not a byte came behind the headers, and no length was announced."""

    def judge(answer: Answer, world: World) -> str:
        announced = answer.headers.get("content-length", "0")
        if answer.status is None:
            return f"expected an answer without a body, got {_got(answer)}"
        if answer.body:
            return f"expected no body behind a 204, got {short(repr(answer.body[:60]))}"
        return "" if announced == "0" else f"expected no body behind a 204, got Content-Length: {short(announced)}"

    return Expect(judge)


def column(answer: Answer, path: str, field: str) -> Json | Missing:
    """One field of every item of an array; MISSING where there is no array."""
    items = answer.at(path)
    if not isinstance(items, list):
        return MISSING
    return [_plain(answer.at(f"{path}.{at}.{field}")) for at in range(len(items))]


def _kind(path: str, words: str, holds: Callable[[Json | Missing], bool]) -> Expect:
    def judge(answer: Answer, world: World) -> str:
        if holds(answer.at(path)):
            return ""
        return f"expected {_place(path)} to be {words}, got {_value(answer, path)}"

    return Expect(judge)


def _time(value: Json | Missing) -> datetime | None:
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _messages(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def _plain(value: Json | Missing) -> Json:
    return None if isinstance(value, Missing) else value


def _sorted(value: Json) -> list[str]:
    return sorted(quoted_whole(item) for item in value) if isinstance(value, list) else []


def quoted_whole(value: Json) -> str:
    """A value as one comparable string."""
    return repr(value)


def _titles(value: Json | Missing) -> str:
    if isinstance(value, list) and len(value) > 4:
        return f"{quoted(value[:4])} and {len(value) - 4} more"
    return quoted(value)


def _place(path: str) -> str:
    return f"`{path}`" if path else "the body"


def _got(answer: Answer) -> str:
    if answer.status is None:
        return answer.trouble
    body = short(answer.body.decode("utf-8", "replace").strip())
    return f"{answer.status} {' '.join(body.split())}".strip()


def _value(answer: Answer, path: str) -> str:
    value = answer.at(path)
    if not isinstance(value, Missing):
        return quoted(value)
    if answer.status is not None and answer.json is MISSING:
        return f"what is no JSON: {_got(answer)}"
    return _got(answer) if answer.status is None else f"nothing there: {_got(answer)}"


def _shape(answer: Answer, path: str) -> str:
    """What stands where a key was looked for: its keys, or the value itself."""
    value = answer.at(path)
    if isinstance(value, dict):
        keys = ", ".join(sorted(value)) or "an empty object"
        return f"{answer.status} with the keys {short(keys)}" if value else f"{answer.status} with {keys}"
    return _value(answer, path)
