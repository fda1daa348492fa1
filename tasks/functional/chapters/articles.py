"""Extended: articles as they are written, read and listed."""

from __future__ import annotations

from tasks.functional.answer import Json
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
from tasks.functional.expect import error, recent, slug
from tasks.functional.expect_lists import columns, listed
from tasks.functional.story import CREATION_PAUSE, Check, Keep, Scene, Send, Step

GOOD: dict[str, Json] = {"title": "{title_new}", "description": "{description_update}", "body": "{body_update}"}
ALL = ("articles.write.values", "articles.write-twin.slug", "articles.write-strange.values",
       "articles.write-feed.slug", "articles.write-third.body-untrimmed")  # fmt: skip
TIMES: dict[str, Json] = {"createdAt": "{created_strange}", "updatedAt": "{updated_strange}"}
"""Those of the article in other scripts, which nobody ever updates."""
NEWEST = ("{title_zoe}", "{title_feed}", "{title_strange}", "{title_twin}", "{title_twin}")


def story() -> tuple[Scene, ...]:
    return (*_write(), *_read(), *_refusals(), *_lists(), *_pages())


def written(name: str, body: str, tags: list[Json] | None) -> Json:
    """The request body of one of the fixtures' articles."""
    texts: dict[str, Json] = {
        "title": f"{{title_{name}}}", "description": f"{{description_{name}}}", "body": f"{{{body}}}",
    }  # fmt: skip
    return {"article": texts if tags is None else {**texts, "tagList": tags}}


def _write() -> tuple[Step, ...]:
    return (_first(), _twin(), *_strange(), _feed(), _third())


def _first() -> Step:
    author: Json = {"username": "{me}", "bio": "{bio}", "image": None, "following": False}
    return ask(
        "write an article with a repeated tag", "articles.write", 201,
        post("/articles", ME, written("twin", "body_twin", ["{tag_shared}", "{tag_own}", "{tag_shared}"])),
        check("values", "201 with title, description and body as sent",
              article({"title": "{title_twin}", "description": "{description_twin}", "body": "{body_twin}"}),
              requires="articles.create articles.object"),
        check("tags-in-order", "tags keep their order, without repeats",
              article({"tagList": ["{tag_shared}", "{tag_own}"]}), requires="articles.tags"),
        check("slug", "the slug starts with the title's words", slug("article.slug", title="{title_twin}"),
              requires="articles.slug articles.slug.title", keep=[Keep("slug_first", "article.slug", "word")]),
        check("times", "times are ISO 8601 UTC with milliseconds and Z",
              article({"title": "{title_twin}"}), recent("article.createdAt"), recent("article.updatedAt"),
              requires="times",
              keep=[Keep("created_first", "article.createdAt", "word"),
                    Keep("updated_first", "article.updatedAt", "word")]),
        check("no-favorites-yet", "favorited is false and favoritesCount the integer 0",
              article({"title": "{title_twin}", "favorited": False, "favoritesCount": 0}), requires="articles.object"),
        check("author", "the author is a profile object", article({"author": author}),
              requires="articles.object profiles.object",),
        pause=CREATION_PAUSE,
    )  # fmt: skip


def _twin() -> Step:
    return ask(
        "write an article of the same title without tags", "articles.write-twin", 201,
        post("/articles", ME, written("twin", "body_twin", None)),
        check("slug", "an equal title gets a slug of its own",
              slug("article.slug", title="{title_twin}", unlike=["slug_first"]), requires="articles.slug",
              keep=[Keep("slug_twin", "article.slug", "word")]),
        check("no-tags", "without tagList there are no tags", article({"title": "{title_twin}", "tagList": []}),
              requires="articles.create articles.tags"),
        pause=CREATION_PAUSE,
    )  # fmt: skip


def _strange() -> tuple[Step, ...]:
    values: dict[str, Json] = {
        "title": "{title_strange}", "description": "{description_strange}", "body": "{body_strange}",
        "tagList": ["{tag_strange}", "{tag_shared}"],
    }  # fmt: skip
    return (
        ask(
            "write an article in other scripts", "articles.write-strange", 201,
            post("/articles", YOU, written("strange", "body_strange", ["{tag_strange}", "{tag_shared}"])),
            check("values", "title, description, body and tags survive", article(values), requires="unicode"),
            check("slug", "a title without ASCII letters gets a usable slug, too",
                  article({"title": "{title_strange}"}), slug("article.slug"),
                  requires="articles.slug", keep=[Keep("slug_strange", "article.slug", "word"),
                                                  Keep("created_strange", "article.createdAt", "word"),
                                                  Keep("updated_strange", "article.updatedAt", "word")]),
            pause=CREATION_PAUSE,
        ),
        ask(
            "read the article in other scripts", "articles.write-strange", 200, get("/articles/{slug_strange}"),
            check("is-stored", "title, description, body and tags are the same when read again", article(values),
                  requires="unicode articles.get"),
        ),
    )  # fmt: skip


def _feed() -> Step:
    return ask(
        "write an article called Feed", "articles.write-feed", 201,
        post("/articles", YOU, written("feed", "body_feed", ["{tag_upper}", "{tag_longer}"])),
        check("slug", "a slug is never `feed`", slug("article.slug", title="{title_feed}"),
              article({"title": "{title_feed}", "tagList": ["{tag_upper}", "{tag_longer}"]}),
              requires="articles.slug articles.tags",
              keep=[Keep("slug_feed", "article.slug", "word")]),
        pause=CREATION_PAUSE,
    )  # fmt: skip


def _third() -> Step:
    return ask(
        "the third user writes an article", "articles.write-third", 201,
        post("/articles", ZOE, written("zoe", "body_spaced", ["{tag_last}", "{tag_shared}"])),
        check("body-untrimmed", "white space around a text is kept",
              article({"title": "{title_zoe}", "body": "{body_spaced}", "author": _zoe(False)}),
              requires="articles.untrimmed", keep=[Keep("slug_zoe", "article.slug", "word")]),
        pause=CREATION_PAUSE,
    )  # fmt: skip


def _zoe(following: bool) -> Json:
    return {"username": "{zoe}", "bio": None, "image": None, "following": following}


def _read() -> tuple[Step, ...]:
    first: dict[str, Json] = {
        "slug": "{slug_first}", "title": "{title_twin}", "description": "{description_twin}", "body": "{body_twin}",
        "tagList": ["{tag_shared}", "{tag_own}"], "createdAt": "{created_first}", "updatedAt": "{updated_first}",
    }  # fmt: skip
    unknown = "/articles/{unknown_slug}"
    return (
        ask(
            "read the first article without a token", "articles.read", 200, get("/articles/{slug_first}"),
            check("is-stored", "what was written is there, times and tags too", article(first),
                  requires="articles.get articles.tags"),
        ),
        ask(
            "read a followed author's article", "articles.read", 200, get("/articles/{slug_strange}", ME),
            check("author-followed", "the author's `following` is the viewer's",
                  article({"title": "{title_strange}", "author.username": "{you}", "author.following": True}),
                  requires="auth.optional articles.object"),
            after=("profiles.follow-back.is-following",),
        ),
        ask(
            "read it as those who do not follow", "articles.read", 200,
            (get("/articles/{slug_strange}"), get("/articles/{slug_strange}", ZOE)),
            check("author-not-followed", "for others the author is not followed",
                  article({"title": "{title_strange}", "author.username": "{you}", "author.following": False}),
                  requires="auth.optional articles.object"),
        ),
        ask(
            "an unknown article", "articles.unknown", 404,
            (get(unknown), get(unknown, ME), put(unknown, ME, {"article": {**GOOD}}), delete(unknown, ME)),
            check("is-404", "an unknown slug is a 404 to read, update and delete", error(),
                  requires="articles.unknown errors.shape"),
        ),
    )  # fmt: skip


def _refusals() -> tuple[Step, ...]:
    send = post("/articles", ME)
    return (
        ask(
            "write an article with a blank text", "articles.write", 422,
            blanks(send, "article", GOOD, ["title", "description", "body"], partial=False),
            check("blank", "a blank title, description or body is a 422 that names it", named_error(),
                  requires="articles.create errors.blank errors.fields"),
        ),
        refuses_bad_bodies(
            "write an article with a bad body", "articles.write", send, "article", GOOD,
            [("title", 7), ("description", ["x"]), ("description", 7), ("body", {}), ("body", True),
             ("tagList", "x"), ("tagList", {}), ("tagList", [7])],
        ),
    )  # fmt: skip


def _lists() -> tuple[Step, ...]:
    bodies: list[Json] = ["{body_spaced}", "{body_feed}", "{body_strange}", "{body_twin}", "{body_twin}"]
    tags: list[Json] = [["{tag_last}", "{tag_shared}"], ["{tag_upper}", "{tag_longer}"],
                        ["{tag_strange}", "{tag_shared}"], [], ["{tag_shared}", "{tag_own}"]]  # fmt: skip
    following: list[Json] = [False, True, True, False, False]
    return (
        ask(
            "list all articles", "articles.list", 200, get("/articles"),
            check("newest-first", "all five articles, newest first", listed(NEWEST),
                  requires="articles.list articles.list.order articles.list.count errors.no-effect"),
            check("items-carry-body", "list items carry body and tags",
                  columns("articles", "body", bodies), columns("articles", "tagList", tags),
                  requires="articles.list.items"),
            after=ALL,
        ),
        ask(
            "list as a follower", "articles.list", 200, get("/articles", ME),
            check("authors-followed", "each item's author says whether the viewer follows",
                  columns("articles", "author.following", following), requires="auth.optional articles.list.items"),
            after=(*ALL, "profiles.follow-back.is-following"),
        ),
        _found("by-author", "author={you}", ["{title_feed}", "{title_strange}"], "exactly that author's articles"),
        _found("by-tag", "tag={tag_shared}", ["{title_zoe}", "{title_strange}", "{title_twin}"],
               "exactly the articles with that tag, whole and in its case", "tags.case"),
        ask(
            "list by names in other scripts", "articles.list", 200,
            (
                Send("GET", "/articles?author={zoe}", local={"found": "{title_zoe}"}),
                Send("GET", "/articles?tag={tag_strange}", local={"found": "{title_strange}"}),
            ),
            check("by-unicode", "authors and tags beyond ASCII are found", listed(["{found}"]),
                  requires="articles.list.filters unicode"),
            after=ALL,
        ),
        _found("by-tag-and-author", "tag={tag_shared}&author={you}", ["{title_strange}"],
               "tag and author are combined with AND", "articles.list.combined"),
        ask(
            "list by what nobody has", "articles.list", 200,
            [*(get(f"/articles?{name}={{nobody}}") for name in ("tag", "author", "favorited")),
             get("/articles?author={me_part}")],
            check("unknown-is-empty", "an unknown tag, author or fan gives an empty list, as a part of a name does",
                  listed([]), requires="articles.list.unknown"),
            after=ALL,
        ),
    )  # fmt: skip


def _found(name: str, query: str, titles: list[str], says: str, *requires: str) -> Step:
    holds = check(name, f"{says}", listed(titles), requires=" ".join(("articles.list.filters", *requires)))
    return ask(f"list {name.replace('-', ' ')}, exactly", "articles.list", 200, get(f"/articles?{query}"), holds,
               after=ALL)  # fmt: skip


def _pages() -> tuple[Step, ...]:
    def page(name: str, query: str, titles: tuple[str, ...], count: int, says: str, requires: str) -> Step:
        holds: Check = check(name, says, listed(titles, count=count), requires=requires)
        return ask(f"list with {query.partition('{')[0]}", "articles.list", 200, get(f"/articles?{query}"), holds,
                   after=ALL)  # fmt: skip

    rules = "articles.list.limit articles.list.count"
    return (
        page("limit", "limit=2", NEWEST[:2], 5, "two articles, and the count of all", rules),
        page("offset-skips", "limit=2&offset=1", NEWEST[1:3], 5, "one is left out, two follow", rules),
        page("past-the-end", "offset=50", (), 5, "an empty page still says how many match", rules),
        page(
            "filter-and-page", "limit=1&offset=1&tag={tag_shared}", ("{title_strange}",), 3,
            "limit and offset count what the filter lets through", rules,
        ),
    )  # fmt: skip


def time_stands() -> Check:
    """A check that favorites and comments have left the strange article's times alone."""
    stands = article({"title": "{title_strange}", **TIMES})
    return check("time-stands", "createdAt and updatedAt have not moved", stands, requires="times.still")
