"""Short words for the extended chapters: one line to ask, one to say what must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tasks.functional.answer import Json
from tasks.functional.expect import Expect, each, error, status
from tasks.functional.story import Check, Keep, Raw, Send, Step, token

ME, YOU, ZOE = token("token_me"), token("token_you"), token("token_zoe")
BLANKS: tuple[Json, ...] = (None, "", " \t ")
BROKEN = (Raw('{"title": "cut o'), Raw("title=form"))


def check(
    name: str, says: str, *expect: Expect, requires: str, keep: Sequence[Keep] = (), after: Sequence[str] = ()
) -> Check:
    """One assertion; `requires` are requirement ids with spaces between them."""
    return Check(name, says, expect, tuple(requires.split()), tuple(after), tuple(keep))


def ask(
    label: str,
    stem: str,
    code: int,
    sends: Send | Sequence[Send],
    *checks: Check,
    after: Sequence[str] = (),
    pause: float = 0.0,
    keep: Sequence[Keep] = (),
) -> Step:
    """A step whose every check wants this status first; the first check explains what fails behind it."""
    several = sends if isinstance(sends, Sequence) else (sends,)
    strict = tuple(
        Check(
            one.name, one.says, (status(code), *one.expect), one.requires, one.after, one.keep,
            gate=at == 0 and len(checks) > 1,
        )
        for at, one in enumerate(checks)
    )  # fmt: skip
    return Step(label, stem.partition(".")[0], stem, tuple(several), code, strict, tuple(after), pause, tuple(keep))


def get(path: str, auth: str = "") -> Send:
    return Send("GET", path, auth)


def post(path: str, auth: str = "", body: Json | Raw = None) -> Send:
    return Send("POST", path, auth, body)


def put(path: str, auth: str, body: Json | Raw) -> Send:
    return Send("PUT", path, auth, body)


def delete(path: str, auth: str = "", body: Json | Raw = None) -> Send:
    return Send("DELETE", path, auth, body)


def user(values: dict[str, Json]) -> Expect:
    return each(values, "user")


def profile(values: dict[str, Json]) -> Expect:
    return each(values, "profile")


def article(values: dict[str, Json]) -> Expect:
    return each(values, "article")


def blanks(send: Send, wrapper: str, good: Mapping[str, Json], fields: Iterable[str], *, partial: bool) -> list[Send]:
    """The request with each field null, empty, white space and (unless absence is allowed) missing, one at a time.

    Each request knows its `{field}`.
    """
    sends = []
    for field in fields:
        bodies: list[dict[str, Json]] = [{**good, field: blank} for blank in BLANKS]
        if not partial:
            bodies.append({name: value for name, value in good.items() if name != field})
        sends += [Send(send.method, send.path, send.auth, {wrapper: body}, {"field": field}) for body in bodies]
    return sends


def named_error() -> Expect:
    """The error object names the request's `{field}`."""
    return error("{field}")


def refuses_bad_bodies(
    label: str,
    stem: str,
    send: Send,
    wrapper: str,
    good: dict[str, Json],
    wrong: Sequence[tuple[str, Json]],
    after: Sequence[str] = (),
) -> Step:
    """Broken JSON, no wrapper object and values of a wrong type: each is a 422."""
    unwrapped: tuple[Json | Raw, ...] = (
        {}, [], {wrapper: None}, {wrapper: "text"}, good,
    )  # fmt: skip
    typed: tuple[Json, ...] = tuple({wrapper: {**good, field: value}} for field, value in wrong)
    bodies = {"malformed": BROKEN, "unwrapped": unwrapped, "mistyped": typed}
    return ask(
        label,
        stem,
        422,
        [Send(send.method, send.path, send.auth, body) for several in bodies.values() for body in several],
        check(
            "bad-bodies",
            "broken JSON, a missing wrapper object and wrong types are refused with 422",
            error(),
            requires="errors.malformed errors.shape",
        ),
        after=after,
    )
