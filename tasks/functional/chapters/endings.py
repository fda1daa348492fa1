"""Extended: tags in use, and what a deleted article takes along."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.articles import written
from tasks.functional.chapters.words import ME, ZOE, article, ask, check, delete, get, post
from tasks.functional.expect import error, no_body
from tasks.functional.expect_lists import listed, members, rows
from tasks.functional.story import CREATION_PAUSE, Keep, Scene, Step

THIRD = "/articles/{slug_zoe}"
GONE = ("articles.remove.no-body",)


def tags() -> tuple[Scene, ...]:
    """Before anything is deleted; two tags have left with an update."""
    used = ["{tag_strange}", "{tag_shared}", "{tag_upper}", "{tag_longer}", "{tag_last}"]
    return (
        ask(
            "tags in use", "tags.exact", 200, get("/tags"),
            check("in-use", "every tag in use, once each, in its case, and no tag that an update took away",
                  members("tags", used), requires="tags.list tags.case tags.leave unicode"),
            after=("articles.write-strange.values", "articles.change.empty-list-clears"),
        ),
    )  # fmt: skip


def story() -> tuple[Scene, ...]:
    return (*_delete(), *_again())


def _delete() -> tuple[Step, ...]:
    return (
        ask(
            "delete the third user's article", "articles.remove", 204, delete(THIRD, ZOE),
            check("no-body", "204, and no body on the wire", no_body(), requires="articles.delete bodies.none"),
        ),
        ask(
            "what is left of it", "articles.remove", 404,
            (get(THIRD), get(f"{THIRD}/comments"), delete(THIRD, ZOE), post(f"{THIRD}/favorite", ME)),
            check("is-404", "the article and its comments are a 404", error(),
                  requires="articles.delete articles.unknown"),
            after=GONE,
        ),
        ask(
            "list after the deletion", "articles.remove", 200, get("/articles"),
            check("left-the-list", "the list is without it",
                  listed(["{title_feed}", "{title_strange}", "{title_twin}", "{title_new}"]),
                  requires="articles.delete articles.list.count"),
            after=(*GONE, "articles.list.by-creation"),
        ),
        ask(
            "tags after the deletion", "tags.exact", 200, get("/tags"),
            check("leave-with-the-last", "a tag leaves with its last article and stays with any other",
                  members("tags", ["{tag_strange}", "{tag_shared}", "{tag_upper}", "{tag_longer}"]),
                  requires="tags.leave tags.list"),
            after=(*GONE, "tags.exact.in-use"),
        ),
    )  # fmt: skip


def _again() -> tuple[Step, ...]:
    body: Json = written("zoe", "body_zoe", ["{tag_shared}"])
    return (
        ask(
            "write the deleted title again", "articles.remove", 201, post("/articles", ZOE, _described(body)),
            check("no-favorites-left", "an article of the same title starts without favorites",
                  article({"title": "{title_zoe}", "favorited": False, "favoritesCount": 0}),
                  requires="articles.delete.cascade articles.create",
                  keep=[Keep("slug_again", "article.slug", "word")]),
            pause=CREATION_PAUSE,
        ),
        ask(
            "favorites after the deletion", "articles.remove", 200, get("/articles?favorited={me}"),
            check("left-the-favorites", "favorites went with the article", listed([]),
                  requires="articles.delete.cascade articles.list.favorited"),
            after=(*GONE, "favorites.unlike.is-stored"),
        ),
        ask(
            "comments of the new article", "articles.remove", 200, get("/articles/{slug_again}/comments"),
            check("no-comments-left", "an article of the same title starts without comments",
                  rows("comments", ["body"], []),
                  requires="articles.delete.cascade comments.list"),
        ),
    )  # fmt: skip


def _described(body: Json) -> Json:
    """With a description of its own, so that the database can be asked for the deleted one's."""
    assert isinstance(body, dict)
    assert isinstance(body["article"], dict)
    return {"article": {**body["article"], "description": "{description_again}"}}
