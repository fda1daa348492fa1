"""Extended: registration, the current user, and what may be written there."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.words import (
    ME,
    ZOE,
    ask,
    blanks,
    check,
    get,
    named_error,
    post,
    profile,
    put,
    refuses_bad_bodies,
    user,
)
from tasks.functional.expect import error, usable_token
from tasks.functional.story import Keep, Scene, Send, Step, token

ONE = ("users.register.user",)
TWO = ("users.register-second.user",)
REFUSED: dict[str, Json] = {
    "username": "{refused}",
    "email": "{refused_email}",
    "password": "{refused_password}",
}


def story() -> tuple[Scene, ...]:
    return (*_register(), *_refusals(), *_update(), *_refused_updates())


def _register() -> tuple[Step, ...]:
    zoe: Json = {"user": {"username": "{zoe}", "email": "{zoe_email}", "password": "{zoe_password}"}}
    return (
        ask(
            "register a third user", "users.register-third", 201, post("/users", body=zoe),
            check(
                "values", "201 with the username and email that were sent",
                user({"username": "{zoe}", "email": "{zoe_email}"}), requires="users.register unicode",
            ),
            check(
                "token", "the token of a registration can be used",
                user({"username": "{zoe}"}), usable_token("user.token"),
                requires="users.register auth.scheme", keep=[Keep("token_zoe", "user.token", "token")],
            ),
            check(
                "nulls", "a new user has null bio and image", user({"username": "{zoe}", "bio": None, "image": None}),
                requires="users.new",
            ),
        ),
        ask(
            "current user of the third token", "users.current", 200, get("/user", ZOE),
            check(
                "is-the-tokens-owner", "the user that the token belongs to, with a token",
                user({"username": "{zoe}", "email": "{zoe_email}", "bio": None, "image": None}),
                usable_token("user.token"), requires="users.current users.object auth.scheme",
                keep=[Keep("token_current", "user.token", "token")],
            ),
        ),
        ask(
            "current user by the token of the current user", "users.current", 200, get("/user", token("token_current")),
            check(
                "token-serves", "the token that `GET /user` hands out serves, too", user({"username": "{zoe}"}),
                requires="users.current auth.scheme",
            ),
        ),
    )  # fmt: skip


def _refusals() -> tuple[Step, ...]:
    register, login = post("/users"), post("/users/login")
    same_name: Json = {"user": {**REFUSED, "username": "{me}"}}
    same_email: Json = {"user": {**REFUSED, "email": "{me_email}"}}
    credentials: dict[str, Json] = {"email": "{me_email}", "password": "{me_password}"}
    return (
        ask(
            "register with a taken username or email", "users.register-third", 422,
            (
                Send("POST", "/users", body=same_name, local={"field": "username"}),
                Send("POST", "/users", body=same_email, local={"field": "email"}),
            ),
            check("taken", "a taken username or email is a 422 that names it", named_error(),
                  requires="users.unique errors.fields"),
            after=ONE,
        ),
        ask(
            "profile of a refused registration", "users.register-third", 404, get("/profiles/{refused}"),
            check("refused-is-not-kept", "a refused registration leaves no user behind", error(),
                  requires="errors.no-effect profiles.unknown errors.shape"),
        ),
        ask(
            "register with a blank field", "users.register-third", 422,
            blanks(register, "user", REFUSED, ["username", "email", "password"], partial=False),
            check("blank", "a blank username, email or password is a 422 that names it", named_error(),
                  requires="users.register errors.blank errors.fields"),
        ),
        ask(
            "log in with a blank field", "users.log-in-blank", 422,
            blanks(login, "user", credentials, ["email", "password"], partial=False),
            check("named", "a blank email or password is a 422 that names it", named_error(),
                  requires="users.login.blank errors.blank errors.fields"),
            after=ONE,
        ),
        refuses_bad_bodies(
            "register with a bad body", "users.register-third", register, "user", REFUSED,
            [("username", 7), ("email", ["{refused_email}"]), ("password", {"text": "x"}), ("password", 7)],
        ),
        refuses_bad_bodies(
            "log in with a bad body", "users.log-in-bad", login, "user", credentials,
            [("email", 7), ("password", 7), ("password", ["{me_password}"])], ONE,
        ),
    )  # fmt: skip


def _update() -> tuple[Step, ...]:
    kept: dict[str, Json] = {"username": "{me}", "email": "{me_email}"}
    return (
        ask(
            "set bio and image", "users.update", 200,
            put("/user", ME, {"user": {"bio": "{bio}", "image": "{image}"}}),
            check("sets-bio-and-image", "bio and image change, the rest stays",
                  user({**kept, "bio": "{bio}", "image": "{image}"}), requires="users.update unicode"),
            check("token", "an update hands out a token, too", user(kept), usable_token("user.token"),
                  requires="users.update users.object auth.scheme",
                  keep=[Keep("token_updated", "user.token", "token")]),
        ),
        ask(
            "current user by the token of the update", "users.update", 200, get("/user", token("token_updated")),
            check("token-serves", "the token that an update hands out serves, too", user(kept),
                  requires="users.update auth.scheme"),
        ),
        ask(
            "current user after the update", "users.update", 200, get("/user", ME),
            check("is-stored", "the update is there when the user is read again",
                  user({**kept, "bio": "{bio}", "image": "{image}"}), requires="users.update users.current unicode"),
            after=("users.update.sets-bio-and-image",),
        ),
        ask(
            "profile after the update", "profiles.read", 200, get("/profiles/{me}"),
            check("shows-bio-and-image", "the profile shows bio and image",
                  profile({"username": "{me}", "bio": "{bio}", "image": "{image}"}),
                  requires="profiles.get profiles.object unicode"),
            after=("users.update.sets-bio-and-image",),
        ),
        ask(
            "clear the bio", "users.update", 200, put("/user", ME, {"user": {"bio": None}}),
            check("null-clears-bio", "null clears the bio, and the image stays",
                  user({**kept, "bio": None, "image": "{image}"}), requires="users.update users.update.null"),
            after=("users.update.sets-bio-and-image",),
        ),
        ask(
            "clear the image", "users.update", 200, put("/user", ME, {"user": {"bio": "{bio}", "image": None}}),
            check("null-clears-image", "null clears the image",
                  user({**kept, "bio": "{bio}", "image": None}), requires="users.update users.update.null"),
            after=("users.update.sets-bio-and-image",),
        ),
        ask(
            "update to one's own username and email", "users.update", 200, put("/user", ME, {"user": {**kept}}),
            check("own-values-are-free", "one's own username and email are no duplicates, and bio and image stay",
                  user({**kept, "bio": "{bio}", "image": None}), requires="users.unique.own users.update"),
            after=("users.update.null-clears-image",),
        ),
    )  # fmt: skip


def _refused_updates() -> tuple[Step, ...]:
    change: dict[str, Json] = {"username": "{refused}", "email": "{refused_email}", "password": "{refused_password}"}
    name: Json = {"username": "{you}", "bio": "{body_feed}"}
    email: Json = {"email": "{you_email}", "username": "{refused}"}
    return (
        ask(
            "update to another's username or email", "users.update", 422,
            (
                Send("PUT", "/user", ME, {"user": name}, {"field": "username"}),
                Send("PUT", "/user", ME, {"user": email}, {"field": "email"}),
            ),
            check("taken", "another user's username or email is a 422 that names it", named_error(),
                  requires="users.unique errors.fields"),
            after=TWO,
        ),
        ask(
            "update with a blank field", "users.update", 422,
            blanks(put("/user", ME, None), "user", {}, change, partial=True),
            check("blank-fields", "a blank username, email or password is a 422 that names it", named_error(),
                  requires="users.update errors.blank errors.fields"),
        ),
        refuses_bad_bodies(
            "update the user with a bad body", "users.update", put("/user", ME, None), "user",
            {"username": "{refused}"}, [("username", 7), ("email", ["x"]), ("password", {}), ("bio", 7), ("image", [])],
        ),
        ask(
            "current user after refused updates", "users.update", 200, get("/user", ME),
            check("refused-changes-nothing", "refused updates have changed nothing",
                  user({"username": "{me}", "email": "{me_email}", "bio": "{bio}", "image": None}),
                  requires="errors.no-effect"),
            after=("users.update.null-clears-image",),
        ),
    )  # fmt: skip
