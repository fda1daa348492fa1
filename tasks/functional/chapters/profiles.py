"""Extended: who follows whom, as each viewer sees it."""

from __future__ import annotations

from tasks.functional.chapters.words import ME, YOU, ZOE, ask, check, delete, get, post, profile
from tasks.functional.expect import error
from tasks.functional.story import Scene, Step

TWO = ("users.register-second.user",)
FOLLOWED = ("profiles.follow-back.is-following",)


def story() -> tuple[Scene, ...]:
    return (*_read(), *_follow(), *_unfollow())


def _read() -> tuple[Step, ...]:
    return (
        ask(
            "profile without a token", "profiles.read", 200, get("/profiles/{you}"),
            check("anonymous", "a profile with nulls and following false",
                  profile({"username": "{you}", "bio": None, "image": None, "following": False}),
                  requires="profiles.get profiles.object users.new"),
            after=TWO,
        ),
        ask(
            "profile with letters beyond ASCII", "profiles.read", 200, get("/profiles/{zoe}", ME),
            check("unicode-name", "a percent-encoded username is found",
                  profile({"username": "{zoe}", "following": False}), requires="profiles.get unicode"),
            after=("users.register-third.values",),
        ),
        ask(
            "unknown profiles", "profiles.unknown", 404,
            (
                get("/profiles/{nobody}"), get("/profiles/{nobody}", ME),
                post("/profiles/{nobody}/follow", ME), delete("/profiles/{nobody}/follow", ME),
            ),
            check("is-404", "an unknown username is a 404 to read, follow and unfollow", error(),
                  requires="profiles.unknown errors.shape"),
        ),
    )  # fmt: skip


def _follow() -> tuple[Step, ...]:
    path = "/profiles/{you}/follow"
    followed = profile({"username": "{you}", "following": True})
    return (
        ask(
            "follow the second user", "profiles.follow-back", 200, post(path, ME),
            check("is-following", "the profile says following true", followed, requires="profiles.follow"),
            after=TWO,
        ),
        ask(
            "follow twice", "profiles.follow-back", 200, post(path, ME),
            check("is-idempotent", "following twice is fine", followed, requires="profiles.follow"),
            after=FOLLOWED,
        ),
        ask(
            "profile as the follower", "profiles.follow-back", 200, get("/profiles/{you}", ME),
            check("is-stored", "the follower sees following true", followed, requires="profiles.follow auth.optional"),
            after=FOLLOWED,
        ),
        ask(
            "profile as others", "profiles.follow-back", 200, (get("/profiles/{you}"), get("/profiles/{you}", ZOE)),
            check("is-the-followers-alone", "nobody else sees following true",
                  profile({"username": "{you}", "following": False}), requires="profiles.object auth.optional"),
            after=TWO,
        ),
        ask(
            "the follower's profile as the followed", "profiles.follow-back", 200, get("/profiles/{me}", YOU),
            check("is-not-mutual", "being followed is not following",
                  profile({"username": "{me}", "following": False}), requires="profiles.object"),
        ),
        ask(
            "follow oneself", "profiles.self", 422, post("/profiles/{me}/follow", ME),
            check("cannot-be-followed", "nobody follows themselves", error(), requires="profiles.self errors.shape"),
        ),
        ask(
            "one's own profile, and unfollowing oneself", "profiles.self", 200,
            (get("/profiles/{me}", ME), delete("/profiles/{me}/follow", ME)),
            check("can-be-unfollowed", "nobody is their own follower, and unfollowing oneself is harmless",
                  profile({"username": "{me}", "following": False}), requires="profiles.self errors.no-effect"),
        ),
    )  # fmt: skip


def _unfollow() -> tuple[Step, ...]:
    path = "/profiles/{zoe}/follow"
    third = ("users.register-third.values",)
    off = profile({"username": "{zoe}", "following": False})
    on = profile({"username": "{zoe}", "following": True})
    return (
        ask(
            "two users follow the third", "profiles.unfollow-one", 200, (post(path, ME), post(path, YOU)),
            check("two-follow", "a user can have several followers", on, requires="profiles.follow"),
            after=third,
        ),
        ask(
            "unfollow the third, twice", "profiles.unfollow-one", 200, (delete(path, ME), delete(path, ME)),
            check("is-idempotent", "unfollowing says following false, the second time too", off,
                  requires="profiles.unfollow"),
            after=third,
        ),
        ask(
            "profile after unfollowing", "profiles.unfollow-one", 200, get("/profiles/{zoe}", ME),
            check("is-stored", "the follower of before sees following false", off, requires="profiles.unfollow"),
            after=third,
        ),
        ask(
            "profile as the other follower", "profiles.unfollow-one", 200, get("/profiles/{zoe}", YOU),
            check("leaves-others", "the other follower still follows", on,
                  requires="profiles.unfollow profiles.follow"),
            after=("profiles.unfollow-one.two-follow",),
        ),
    )  # fmt: skip
