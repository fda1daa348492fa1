"""Extended: comments, where they belong, and who may take them away."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.articles import time_stands
from tasks.functional.chapters.words import (
    ME,
    YOU,
    ZOE,
    ask,
    blanks,
    check,
    delete,
    get,
    named_error,
    post,
    refuses_bad_bodies,
)
from tasks.functional.expect import each, error, integer, no_body, recent
from tasks.functional.expect_lists import rows
from tasks.functional.story import CREATION_PAUSE, Keep, Raw, Scene, Send, Step

ON_STRANGE = "/articles/{slug_strange}/comments"
ON_THIRD = "/articles/{slug_zoe}/comments"
NOT_THERE = "2000000000"
WRITTEN = ("comments.write.values", "comments.write.second")


def story() -> tuple[Scene, ...]:
    return (*_write(), *_read(), *_refusals(), *_delete())


def _text(name: str) -> Json:
    return {"comment": {"body": f"{{{name}}}"}}


def _write() -> tuple[Step, ...]:
    author: Json = {"username": "{me}", "bio": "{bio}", "image": None, "following": False}
    return (
        ask(
            "write a comment", "comments.write", 201, post(ON_STRANGE, ME, _text("comment_1")),
            check("values", "201 with the body as sent and its author's profile",
                  each({"body": "{comment_1}", "author": author}, "comment"),
                  requires="comments.create comments.object unicode profiles.object"),
            check("id", "the id is an integer", each({"body": "{comment_1}"}, "comment"), integer("comment.id"),
                  requires="comments.object",
                  keep=[Keep("comment_one", "comment.id", "number")]),
            check("times", "times are ISO 8601 UTC with milliseconds and Z",
                  each({"body": "{comment_1}"}, "comment"), recent("comment.createdAt"),
                  recent("comment.updatedAt"), requires="times"),
            pause=CREATION_PAUSE,
        ),
        ask(
            "the second user comments, too", "comments.write", 201, post(ON_STRANGE, YOU, _text("comment_2")),
            check("second", "201 for a second comment", each({"body": "{comment_2}"}, "comment"),
                  requires="comments.create", keep=[Keep("comment_two", "comment.id", "number")]),
            pause=CREATION_PAUSE,
        ),
        ask(
            "the first user comments again", "comments.write", 201, post(ON_STRANGE, ME, _text("comment_5")),
            pause=CREATION_PAUSE,
        ),
        ask(
            "the third user comments elsewhere", "comments.write", 201, post(ON_THIRD, ZOE, _text("comment_3")),
            pause=CREATION_PAUSE,
        ),
    )  # fmt: skip


def _read() -> tuple[Step, ...]:
    by: list[list[Json]] = [["{comment_1}", "{me}"], ["{comment_2}", "{you}"], ["{comment_5}", "{me}"]]
    following: list[list[Json]] = [["{me}", False], ["{you}", True], ["{me}", False]]
    return (
        ask(
            "comments of one article", "comments.read", 200, (get(ON_STRANGE), get(ON_STRANGE, ZOE)),
            check("exactly-its-own", "exactly the article's comments with their authors, for every viewer",
                  rows("comments", ["body", "author.username"], by), requires="comments.list unicode"),
            after=WRITTEN,
        ),
        ask(
            "comments of the other article", "comments.read", 200, get(ON_THIRD),
            check("scope", "the other article has its own comment alone",
                  rows("comments", ["body"], [["{comment_3}"]]), requires="comments.list"),
            after=WRITTEN,
        ),
        ask(
            "comments as a follower", "comments.read", 200, get(ON_STRANGE, ME),
            check("authors-followed", "each author says whether the viewer follows",
                  rows("comments", ["author.username", "author.following"], following),
                  requires="comments.object auth.optional"),
            after=(*WRITTEN, "profiles.follow-back.is-following"),
        ),
        ask(
            "read the article's times after comments", "comments.read", 200, get("/articles/{slug_strange}"),
            time_stands(),
        ),
    )  # fmt: skip


def _refusals() -> tuple[Step, ...]:
    unknown = "/articles/{unknown_slug}/comments"
    return (
        ask(
            "comments of an unknown article", "comments.unknown", 404,
            (get(unknown), post(unknown, ME, _text("comment_1")), delete(f"{unknown}/{{comment_one}}", ME)),
            check("article-is-404", "an unknown article is a 404 to read, write and delete comments", error(),
                  requires="comments.unknown errors.shape"),
        ),
        ask(
            "write a blank comment", "comments.write", 422,
            blanks(Send("POST", ON_STRANGE, ME), "comment", {"body": ""}, ["body"], partial=False),
            check("blank-body", "a blank body is a 422 that names it", named_error(),
                  requires="comments.create errors.blank errors.fields"),
        ),
        refuses_bad_bodies(
            "write a comment with a bad body", "comments.write", Send("POST", ON_STRANGE, ME), "comment",
            {"body": "{comment_1}"}, [("body", 7), ("body", ["x"]), ("body", {})],
        ),
        ask(
            "write a comment with something behind the JSON", "comments.write", 422,
            post(ON_STRANGE, ME, Raw('{"comment": {"body": "x"}} {"comment"')),
            check("trailing-data", "JSON with something behind it is malformed: 422", error(),
                  requires="errors.malformed errors.shape"),
        ),
    )  # fmt: skip


def _delete() -> tuple[Step, ...]:
    one = f"{ON_STRANGE}/{{comment_one}}"
    elsewhere = f"{ON_THIRD}/{{comment_two}}"  # there is but one there, so ids may well be counted for each article
    left: list[list[Json]] = [["{comment_2}", "{you}"], ["{comment_5}", "{me}"]]
    return (
        ask(
            "others delete a comment", "comments.remove", 403, (delete(one, ZOE), delete(one, YOU)),
            check("author-alone", "neither a stranger nor the article's owner may delete a comment", error(),
                  requires="comments.owner errors.shape"),
        ),
        ask(
            "delete a comment that is not there", "comments.remove", 404,
            (delete(f"{ON_STRANGE}/{NOT_THERE}", ME), delete(f"{ON_STRANGE}/first", ME)),
            check("unknown-id", "an unknown id is a 404, one that is no integer too", error(),
                  requires="comments.unknown errors.shape"),
        ),
        ask(
            "delete under the wrong article", "comments.remove", 404, (delete(elsewhere, YOU), delete(elsewhere, ZOE)),
            check("wrong-article", "another article's comment is a 404, whoever asks", error(),
                  requires="comments.unknown errors.order"),
        ),
        ask(
            "delete one's comment", "comments.remove", 204, delete(one, ME),
            check("no-body", "204, and no body on the wire", no_body(), requires="comments.delete bodies.none"),
        ),
        ask(
            "comments after the deletion", "comments.remove", 200, get(ON_STRANGE),
            check("is-stored", "the deleted comment is gone, the others stay",
                  rows("comments", ["body", "author.username"], left),
                  requires="comments.delete comments.owner errors.no-effect"),
            after=(WRITTEN[1], "comments.remove.no-body"),
        ),
        ask(
            "read the article's times after the deletion", "comments.remove", 200, get("/articles/{slug_strange}"),
            time_stands(),
        ),
        ask(
            "delete it again", "comments.remove", 404, delete(one, ME),
            check("only-once", "a deleted comment is a 404", error(), requires="comments.unknown errors.shape"),
            after=("comments.remove.no-body",),
        ),
    )  # fmt: skip
