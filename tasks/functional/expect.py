"""What an answer can be expected to be: small judgements that say in one line what they wanted and what they got."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tasks.functional.answer import MISSING, Answer, Json, Missing, fits, quoted, short
from tasks.functional.wording import got_words, place, shape_words, value_words
from tasks.functional.world import World, names_in

SLUG = re.compile(r"[A-Za-z0-9._~-]+")
TOKEN = re.compile(r"[!-~]{1,8192}")
AROUND_NOW = timedelta(minutes=10)
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
        return f"expected status {code}, got {got_words(answer)}"

    return Expect(judge)


def key(path: str) -> Expect:
    """The key at the end of the path is present; null is a value."""
    parent, _, name = path.rpartition(".")

    def judge(answer: Answer, world: World) -> str:
        if answer.at(path) is not MISSING:
            return ""
        return f"expected the key `{name}` in {place(parent)}, got {shape_words(answer, parent)}"

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


def recent(path: str) -> Expect:
    """A time as `moment` wants it, and of these minutes: local time that calls itself UTC is hours off."""
    formed = moment(path)

    def judge(answer: Answer, world: World) -> str:
        got = _time(answer.at(path))
        if got is None or abs(datetime.now(UTC) - got) < AROUND_NOW:
            return formed.judge(answer, world)
        return f"expected {place(path)} to be the time in UTC, got {value_words(answer, path)}"

    return Expect(judge)


def more_than(path: str, least: int) -> Expect:
    """The value is a number above `least`."""
    return _kind(
        path,
        f"a number above {least}",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > least,
    )


def equals(path: str, template: Json) -> Expect:
    """The value is this one, of the same type; of an object these keys, whatever else it holds."""

    def judge(answer: Answer, world: World) -> str:
        want = world.json(template)
        got = answer.at(path)
        if fits(got, want):
            return ""
        return f"expected {place(path)} to be {quoted(want)}, got {value_words(answer, path)}"

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
        return f"expected {place(path)} to be later than {short(world.get(than))}, got {value_words(answer, path)}"

    return Expect(judge, frozenset({than}))


def slug(path: str, *, title: str = "", unlike: Sequence[str] = ()) -> Expect:
    """A usable slug: of the allowed characters, not `feed`, unlike these names, and begun as an ASCII title demands."""

    def judge(answer: Answer, world: World) -> str:
        got = answer.at(path)
        words = "-".join(world.text(title).lower().split(" ")) if title else ""
        if not isinstance(got, str) or not SLUG.fullmatch(got):
            return f"expected {place(path)} to match [A-Za-z0-9._~-]+, got {value_words(answer, path)}"
        if got == "feed":
            return f"expected {place(path)} never to be `feed`: that path is taken"
        if not got.startswith(words):
            return f"expected {place(path)} to begin with {words}, got {quoted(got)}"
        if taken := [name for name in unlike if world.get(name) == got]:
            return f"expected a slug of its own in {place(path)}, got {quoted(got)} again ({taken[0]})"
        return ""

    return Expect(judge, names_in(title) | frozenset(unlike))


def error(field: str = "") -> Expect:
    """The body is `{"errors": {field: [message, ...]}}`; with a field (a template), that one is named."""

    def judge(answer: Answer, world: World) -> str:
        errors = answer.at("errors")
        if not isinstance(errors, dict) or not errors or not all(_messages(value) for value in errors.values()):
            return f'expected {{"errors": {{field: [message, ...]}}}}, got {value_words(answer, "")}'
        if field and world.text(field) not in errors:
            return f"expected `errors` to name `{world.text(field)}`, got {quoted(errors)}"
        return ""

    return Expect(judge)


def no_body() -> Expect:
    """Not a byte came behind the headers, and no length was announced."""

    def judge(answer: Answer, world: World) -> str:
        announced = answer.headers.get("content-length", "0")
        if answer.status is None:
            return f"expected an answer without a body, got {got_words(answer)}"
        if answer.body:
            return f"expected no body behind a 204, got {short(repr(answer.body[:60]))}"
        return "" if announced == "0" else f"expected no body behind a 204, got Content-Length: {short(announced)}"

    return Expect(judge)


def _kind(path: str, words: str, holds: Callable[[Json | Missing], bool]) -> Expect:
    def judge(answer: Answer, world: World) -> str:
        if holds(answer.at(path)):
            return ""
        return f"expected {place(path)} to be {words}, got {value_words(answer, path)}"

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
