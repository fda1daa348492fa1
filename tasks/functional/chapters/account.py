"""Extended: a user takes a new name, email and password, and everything else follows."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.words import ME, YOU, article, ask, check, get, post, profile, put, user
from tasks.functional.expect import error, usable_token
from tasks.functional.expect_lists import listed, rows
from tasks.functional.story import Keep, Scene, Step, token

RENAMED = ("users.rename.values",)
MOVED = ("users.move.values",)


def story() -> tuple[Scene, ...]:
    return (*_rename(), *_move(), *_login())


def _rename() -> tuple[Step, ...]:
    named: Json = {"user": {"username": "{you_new}", "image": "{image}"}}
    return (
        ask(
            "take a new username", "users.rename", 200, put("/user", YOU, named),
            check("values", "the username changes, the email stays",
                  user({"username": "{you_new}", "email": "{you_email}", "image": "{image}"}), requires="users.update"),
        ),
        ask(
            "profile by the old name", "users.rename", 404, get("/profiles/{you}"),
            check("old-name-free", "the old name is a 404", error(), requires="users.update profiles.unknown"),
            after=RENAMED,
        ),
        ask(
            "profile by the new name", "users.rename", 200, get("/profiles/{you_new}", ME),
            check("still-followed", "who followed still follows", profile({"username": "{you_new}", "following": True}),
                  requires="users.update profiles.follow"),
            after=(*RENAMED, "profiles.follow-back.is-following"),
        ),
        ask(
            "an article of the renamed author", "users.rename", 200, get("/articles/{slug_strange}"),
            check("author-renamed", "articles show the new name and image",
                  article({"title": "{title_strange}", "author.username": "{you_new}", "author.image": "{image}"}),
                  requires="users.update articles.object"),
            after=RENAMED,
        ),
        ask(
            "a comment of the renamed author", "users.rename", 200, get("/articles/{slug_strange}/comments"),
            check("comments-renamed", "comments show the new name",
                  rows("comments", ["body", "author.username"],
                       [["{comment_2}", "{you_new}"], ["{comment_5}", "{me}"]]),
                  requires="users.update comments.object"),
            after=(*RENAMED, "comments.remove.is-stored"),
        ),
        ask(
            "list by the new name", "users.rename", 200, get("/articles?author={you_new}"),
            check("list-renamed", "the author filter knows the new name", listed(["{title_feed}", "{title_strange}"]),
                  requires="users.update articles.list.filters"),
            after=RENAMED,
        ),
        ask(
            "list by the fan's new name", "users.rename", 200, get("/articles?favorited={you_new}"),
            check("favorites-renamed", "the favorites are still the fan's own", listed(["{title_strange}"]),
                  requires="users.update articles.list.favorited"),
            after=(*RENAMED, "favorites.unlike.leaves-others"),
        ),
    )  # fmt: skip


def _move() -> tuple[Step, ...]:
    changed: Json = {"user": {"email": "{you_new_email}", "password": "{you_new_password}"}}
    return (
        ask(
            "take a new email and password", "users.move", 200, put("/user", YOU, changed),
            check("values", "the email changes, the username stays",
                  user({"username": "{you_new}", "email": "{you_new_email}"}), requires="users.update"),
            after=RENAMED,
        ),
        ask(
            "current user with the token of before", "users.move", 200, get("/user", YOU),
            check("token-lives", "the token outlives a new username, email and password",
                  user({"username": "{you_new}", "email": "{you_new_email}"}), requires="auth.lasting"),
            after=MOVED,
        ),
    )  # fmt: skip


def _login() -> tuple[Step, ...]:
    def login(email: str, password: str) -> Json:
        return {"user": {"email": email, "password": password}}

    return (
        ask(
            "log in with the new email and password", "users.move", 200,
            post("/users/login", body=login("{you_new_email}", "{you_new_password}")),
            check("log-in", "the new email and password are the ones that count",
                  user({"username": "{you_new}", "email": "{you_new_email}"}), usable_token("user.token"),
                  requires="users.login users.update unicode",
                  keep=[Keep("token_login", "user.token", "token")]),
            after=MOVED,
        ),
        ask(
            "current user by the token of the login", "users.move", 200, get("/user", token("token_login")),
            check("login-token-serves", "the token of a login is that user's",
                  user({"username": "{you_new}", "email": "{you_new_email}"}), requires="users.login auth.scheme"),
        ),
        ask(
            "log in with nearly the new password", "users.move", 401,
            post("/users/login", body=login("{you_new_email}", "{you_close}")),
            check("wrong-password", "a wrong password is a 401 with an error object", error(),
                  requires="users.login.wrong errors.shape"),
            after=MOVED,
        ),
        ask(
            "log in with the old email", "users.move", 401,
            post("/users/login", body=login("{you_email}", "{you_new_password}")),
            check("unknown-email", "an email that nobody has is a 401 with an error object", error(),
                  requires="users.login.wrong errors.shape"),
            after=MOVED,
        ),
    )  # fmt: skip
