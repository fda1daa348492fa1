"""Extended: who gets in, who does not, and what is answered first."""

from __future__ import annotations

import base64

from tasks.functional.answer import Json
from tasks.functional.chapters.words import BROKEN, ME, ask, check, delete, get, post, put
from tasks.functional.expect import error
from tasks.functional.expect_lists import listed, members
from tasks.functional.story import Scene, Send, Step, token
from tasks.functional.world import Derived

ARTICLE, UNKNOWN = "/articles/{slug_strange}", "/articles/{unknown_slug}"
TEXT: Json = {"article": {"body": "{body_update}"}}
BLANK: Json = {"article": {"title": "", "description": "", "body": ""}}
BAD = "Token not.a.token"


def tampered(real: str) -> str:
    """The token with one character in the middle of its signature (or of itself) exchanged, for more than its case."""
    at = (real.rfind(".") + 1 + len(real)) // 2
    at = min(at, len(real) - 1)
    return real[:at] + ("A" if real[at] not in "Aa" else "B") + real[at + 1 :]


def unsigned(real: str) -> str:
    """The token's claims under a header that says `alg: none`, with no signature."""
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    claims = real.split(".")[1] if real.count(".") == 2 else real
    return f"{head}.{claims}."


DERIVED = {"token_tampered": Derived("token_me", tampered), "token_unsigned": Derived("token_me", unsigned)}


def story() -> tuple[Scene, ...]:
    return (*_missing(), *_invalid(), *_optional(), *_ignored(), *_order())


def _missing() -> tuple[Step, ...]:
    comment = f"{ARTICLE}/comments"
    write: Json = {"article": {"title": "{title_new}", "description": "{description_update}", "body": "{body_update}"}}
    asked: dict[str, tuple[Send, ...]] = {
        "user": (get("/user"), Send("PUT", "/user", body={"user": {"bio": "{bio}"}})),
        "follow": (post("/profiles/{you}/follow"), delete("/profiles/{you}/follow"), get("/articles/feed")),
        "articles": (post("/articles", body=write), Send("PUT", ARTICLE, body=TEXT), delete(ARTICLE)),
        "comments": (
            post(comment, body={"comment": {"body": "{comment_1}"}}),
            delete(f"{comment}/{{comment_two}}"),
        ),
        "favorites": (post(f"{ARTICLE}/favorite"), delete(f"{ARTICLE}/favorite")),
    }
    return tuple(
        ask(
            f"no token: {name}", "auth.missing", 401, sends,
            check(name, "without a token: 401 with an error object", error(), requires="auth.missing errors.shape"),
        )
        for name, sends in asked.items()
    )  # fmt: skip


def _invalid() -> tuple[Step, ...]:
    def user(*headers: str) -> tuple[Send, ...]:
        return tuple(get("/user", header) for header in headers)

    cases = {
        "garbage": user(BAD, "Token x", "Token ", "Token {token_me}x"),
        "forged": user(token("token_tampered")),
        "unsigned": user(token("token_unsigned")),
        "other-scheme": user("Bearer {token_me}", "Basic {token_me}", "{token_me}"),
    }
    return tuple(
        ask(
            f"a token that is none: {name}", "auth.invalid", 401, sends,
            check(name, "401 with an error object", error(), requires="auth.invalid auth.scheme errors.shape"),
        )
        for name, sends in cases.items()
    )  # fmt: skip


def _optional() -> tuple[Step, ...]:
    places = ("/articles", ARTICLE, f"{ARTICLE}/comments", "/profiles/{you}")
    return (
        ask(
            "a bad token where none is needed", "auth.invalid", 401,
            [get(path, header) for path in places for header in (BAD, "Bearer {token_me}")],
            check("where-optional", "a bad token is a 401 where authentication is optional, too", error(),
                  requires="auth.invalid errors.shape"),
        ),
    )  # fmt: skip


def _ignored() -> tuple[Step, ...]:
    blank: Json = {"user": {"email": "{me_email}", "password": ""}}
    tags = ["{tag_strange}", "{tag_shared}", "{tag_upper}", "{tag_longer}", "{tag_last}"]
    return (
        ask(
            "a bad token on the tags", "auth.ignored", 200, get("/tags", BAD),
            check("tags", "the tags do not look at the header", members("tags", tags), requires="auth.ignored"),
            after=("tags.exact.in-use",),
        ),
        ask(
            "a bad token on registration and login", "auth.ignored", 422,
            (post("/users", BAD, blank), post("/users/login", BAD, blank)),
            check("users", "registration and login do not look at the header: a blank field is still the error",
                  error(), requires="auth.ignored"),
            after=("users.log-in-blank.named", "users.register-third.blank"),
        ),
    )  # fmt: skip


def _order() -> tuple[Step, ...]:
    return (
        ask(
            "no token and an unknown article", "errors.order", 401,
            (Send("PUT", UNKNOWN, body=TEXT), delete(UNKNOWN),
             post(f"{UNKNOWN}/favorite"), delete(f"{UNKNOWN}/favorite"),
             post(f"{UNKNOWN}/comments", body={"comment": {"body": "{comment_1}"}}), delete(f"{UNKNOWN}/comments/1"),
             post("/profiles/{nobody}/follow"), delete("/profiles/{nobody}/follow")),
            check("401-before-404", "who is not logged in learns nothing about what exists", error(),
                  requires="errors.order auth.missing"),
        ),
        ask(
            "no token and a bad body", "errors.order", 401,
            (post("/articles", body=BLANK), post("/articles", body=BROKEN[0]), Send("PUT", "/user", body=BROKEN[0])),
            check("401-before-422", "a missing token comes before a blank or broken body", error(),
                  requires="errors.order auth.missing"),
        ),
        ask(
            "an unknown article and a blank body", "errors.order", 404,
            (put(UNKNOWN, ME, {"article": {"title": ""}}), post(f"{UNKNOWN}/comments", ME, {"comment": {"body": ""}})),
            check("404-before-422", "an unknown article comes before a blank body", error(), requires="errors.order"),
        ),
        ask(
            "another's article and a blank title", "errors.order", 403, put(ARTICLE, ME, {"article": {"title": ""}}),
            check("403-before-422", "not being the owner comes before a blank title", error(),
                  requires="errors.order articles.owner"),
        ),
        ask(
            "the list after it all", "errors.order", 200, get("/articles?author={you}"),
            check("nothing-changed", "requests without a valid token have changed nothing",
                  listed(["{title_feed}", "{title_strange}"]), requires="auth.missing errors.no-effect"),
            after=("articles.list.by-author",),
        ),
    )  # fmt: skip
