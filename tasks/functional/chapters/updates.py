"""Extended: what an update changes, what it leaves alone, and who may do it."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.articles import ALL, GOOD
from tasks.functional.chapters.words import (
    ME,
    YOU,
    ZOE,
    article,
    ask,
    blanks,
    check,
    delete,
    get,
    named_error,
    post,
    put,
    refuses_bad_bodies,
)
from tasks.functional.expect import error, later, slug
from tasks.functional.expect_lists import listed, rows
from tasks.functional.story import UPDATE_PAUSE, Keep, Scene, Step

FIRST = "/articles/{slug_first}"
RENAMED = "/articles/{slug_renamed}"


def story() -> tuple[Scene, ...]:
    return (*_partial(), *_rename(), *_tags(), *_refusals(), _order())


def _partial() -> tuple[Step, ...]:
    rest: dict[str, Json] = {
        "slug": "{slug_first}", "title": "{title_twin}", "description": "{description_twin}",
        "tagList": ["{tag_shared}", "{tag_own}"],
    }  # fmt: skip
    described: dict[str, Json] = {**rest, "body": "{body_update}", "description": "{description_update}"}
    return (
        ask(
            "update the body alone", "articles.change", 200, put(FIRST, ME, {"article": {"body": "{body_update}"}}),
            check("body-alone", "the body changes; title, slug, description and tags stay",
                  article({**rest, "body": "{body_update}"}), requires="articles.update"),
            check("updated-at-grows", "updatedAt has grown", later("article.updatedAt", "updated_first"),
                  requires="articles.update.times times"),
            check("created-at-stays", "createdAt is what it was",
                  article({"body": "{body_update}", "createdAt": "{created_first}"}),
                  requires="articles.update.times"),
            pause=UPDATE_PAUSE,
        ),
        ask(
            "update the description with the same title", "articles.change", 200,
            put(FIRST, ME, {"article": {"title": "{title_twin}", "description": "{description_feed}"}}),
            check("same-title-keeps-slug", "the description changes; an unchanged title keeps the slug",
                  article({**rest, "body": "{body_update}", "description": "{description_feed}"}),
                  requires="articles.update articles.update.slug"),
            pause=UPDATE_PAUSE, keep=[Keep("updated_titled", "article.updatedAt", "word")],
        ),
        ask(
            "update the description alone", "articles.change", 200,
            put(FIRST, ME, {"article": {"description": "{description_update}"}}),
            check("updated-at-grows-again", "the description changes, and updatedAt grows", article(described),
                  later("article.updatedAt", "updated_titled"), requires="articles.update articles.update.times"),
            pause=UPDATE_PAUSE, keep=[Keep("updated_described", "article.updatedAt", "word")],
        ),
        ask(
            "read the updated article", "articles.change", 200, get(FIRST),
            check("is-stored", "the update is there when the article is read again",
                  article({**described, "createdAt": "{created_first}"}), requires="articles.update articles.get"),
            after=("articles.change.body-alone", "articles.change.updated-at-grows-again"),
        ),
    )  # fmt: skip


def _rename() -> tuple[Step, ...]:
    comment: Json = {"comment": {"body": "{comment_4}"}}
    taken: Json = {"article": {"title": "{title_zoe}"}}
    return (
        ask("comment before the title changes", "articles.change", 201, post(f"{FIRST}/comments", YOU, comment)),
        ask("favorite before the title changes", "articles.change", 200, post(f"{FIRST}/favorite", ZOE)),
        ask(
            "take the title of another article", "articles.change", 200, put(FIRST, ME, taken),
            check("taken-title-new-slug", "a changed title gives a slug of its own, also where another has that title",
                  slug("article.slug", title="{title_zoe}", unlike=["slug_first", "slug_zoe"]),
                  article({"title": "{title_zoe}", "body": "{body_update}"}), requires="articles.update.slug",
                  keep=[Keep("slug_taken", "article.slug", "word")]),
            pause=UPDATE_PAUSE,
        ),
        ask(
            "change the title", "articles.change", 200,
            put("/articles/{slug_taken}", ME, {"article": {"title": "{title_new}"}}),
            check("new-title-new-slug", "a changed title gives a new slug",
                  slug("article.slug", title="{title_new}", unlike=["slug_first", "slug_twin", "slug_taken"]),
                  article({"title": "{title_new}", "body": "{body_update}"}),
                  later("article.updatedAt", "updated_described"),
                  requires="articles.update.slug articles.slug.title articles.update.times",
                  keep=[Keep("slug_renamed", "article.slug", "word")]),
            pause=UPDATE_PAUSE, keep=[Keep("updated_renamed", "article.updatedAt", "word")],
        ),
        ask(
            "read by the old slugs", "articles.change", 404, (get(FIRST), get("/articles/{slug_taken}")),
            check("old-slug-gone", "an old slug is a 404", error(), requires="articles.update.slug errors.shape"),
            after=("articles.change.new-title-new-slug",),
        ),
        ask(
            "read by the new slug", "articles.change", 200, get(RENAMED),
            check("new-slug-works", "the article is found by its new slug, with its tags and favorite",
                  article({"title": "{title_new}", "slug": "{slug_renamed}", "createdAt": "{created_first}",
                           "tagList": ["{tag_shared}", "{tag_own}"], "favoritesCount": 1}),
                  requires="articles.update.slug articles.update.times"),
        ),
        ask(
            "comments by the new slug", "articles.change", 200, get(f"{RENAMED}/comments"),
            check("comments-follow", "the article's comments are still its own",
                  rows("comments", ["body", "author.username"], [["{comment_4}", "{you}"]]),
                  requires="articles.update.slug comments.list"),
        ),
    )  # fmt: skip


def _tags() -> tuple[Step, ...]:
    given: Json = {"article": {"tagList": ["{tag_new}", "{tag_own}", "{tag_new}"]}}
    return (
        ask(
            "replace the tags", "articles.change", 200, put(RENAMED, ME, given),
            check("tags-replaced", "the tags are exactly the new ones, in order, without repeats",
                  article({"tagList": ["{tag_new}", "{tag_own}"], "body": "{body_update}"}),
                  requires="articles.update articles.tags"),
            check("updated-at-grows-with-tags", "updatedAt grows when the tags are all that changes",
                  later("article.updatedAt", "updated_renamed"), requires="articles.update.times"),
            pause=UPDATE_PAUSE,
        ),
        ask(
            "clear the tags", "articles.change", 200,
            (put(RENAMED, ME, {"article": {"tagList": []}}), get(RENAMED)),
            check("empty-list-clears", "an empty tagList leaves no tags, when read again, too",
                  article({"title": "{title_new}", "tagList": []}), requires="articles.update"),
            pause=UPDATE_PAUSE, keep=[Keep("updated_last", "article.updatedAt", "word")],
        ),
    )  # fmt: skip


def _refusals() -> tuple[Step, ...]:
    strange = "/articles/{slug_strange}"
    good: Json = {"article": {"body": "{body_update}"}}
    return (
        ask(
            "a stranger updates and deletes", "articles.owner", 403,
            (put(strange, ME, good), put(strange, ZOE, good), delete(strange, ME)),
            check("alone-may-change", "who is not the owner gets a 403 with an error object", error(),
                  requires="articles.owner errors.shape"),
        ),
        ask(
            "read after the stranger", "articles.owner", 200, get(strange, YOU),
            check("nothing-changed", "the article is as its owner wrote it",
                  article({"title": "{title_strange}", "body": "{body_strange}", "updatedAt": "{updated_strange}"}),
                  requires="articles.owner errors.no-effect"),
        ),
        ask(
            "update with a blank text", "articles.change", 422,
            blanks(put(RENAMED, ME, None), "article", {}, GOOD, partial=True),
            check("blank-fields", "a blank title, description or body is a 422 that names it", named_error(),
                  requires="articles.update errors.blank errors.fields"),
        ),
        refuses_bad_bodies(
            "update an article with a bad body", "articles.change", put(RENAMED, ME, None), "article",
            {"body": "{body_feed}"},
            [("title", 7), ("description", ["x"]), ("description", 7), ("body", {}), ("body", True),
             ("tagList", "x"), ("tagList", {}), ("tagList", [7])],
        ),
        ask(
            "read after refused updates", "articles.change", 200, get(RENAMED),
            check("refused-changes-nothing", "refused updates have changed nothing",
                  article({"title": "{title_new}", "description": "{description_update}", "body": "{body_update}",
                           "tagList": []}), requires="errors.no-effect"),
            after=("articles.change.empty-list-clears",),
        ),
    )  # fmt: skip


def _order() -> Step:
    titles = ["{title_zoe}", "{title_feed}", "{title_strange}", "{title_twin}", "{title_new}"]
    return ask(
        "list after the updates", "articles.list", 200, get("/articles"),
        check("by-creation", "an update does not make an article newer", listed(titles),
              requires="articles.list.order"),
        after=(*ALL, "articles.change.new-title-new-slug"),
    )  # fmt: skip
