"""Extended: more articles than a page holds."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.words import ME, YOU, article, ask, check, get, post
from tasks.functional.expect_lists import listed, members
from tasks.functional.fixtures import FILLERS, MANY_TAGS, filler, many_tag
from tasks.functional.story import CREATION_PAUSE, Scene, Send

NEWEST = tuple(f"{{{filler(number)}}}" for number in range(FILLERS, 0, -1))
MANY = tuple(f"{{{many_tag(number)}}}" for number in range(1, MANY_TAGS + 1))
FILLED = ("articles.many.written",)


def story() -> tuple[Scene, ...]:
    return (
        ask(
            "write 20 more articles", "articles.many", 201, [_write(number) for number in range(1, FILLERS + 1)],
            check("written", "every one is a 201",
                  article({"description": "{description_feed}", "body": "{body_feed}"}), requires="articles.create"),
            pause=CREATION_PAUSE,
        ),
        ask(
            "list without a limit", "articles.many", 200, get("/articles"),
            check("default-limit", "20 articles, the newest, and the count of all", listed(NEWEST, count=25),
                  requires="articles.list.limit articles.list.count"),
            after=(*FILLED, "articles.remove.left-the-list", "articles.remove.no-favorites-left"),
        ),
        ask(
            "list with a limit above the default", "articles.many", 200, get("/articles?author={you_new}&limit=21"),
            check("larger-limit", "21 articles when 21 are wanted", listed([*NEWEST, "{title_feed}"], count=22),
                  requires="articles.list.limit articles.list.count"),
            after=(*FILLED, "users.rename.values"),
        ),
        ask(
            "tags of an article with many", "tags.exact", 200, get("/tags"),
            check("many", "every tag in use, however many there are",
                  members("tags", ["{tag_strange}", "{tag_shared}", "{tag_upper}", "{tag_longer}", *MANY]),
                  requires="tags.list"),
            after=(*FILLED, "tags.exact.leave-with-the-last"),
        ),
        ask(
            "feed without a limit", "articles.many", 200, get("/articles/feed", ME),
            check("feed-default-limit", "20 articles in the feed, the newest, and the count of all",
                  listed(NEWEST, count=22), requires="articles.feed.limit articles.feed.order"),
            after=(*FILLED, "profiles.follow-back.is-following"),
        ),
        ask("follow the third user again", "feed.of", 200, post("/profiles/{zoe}/follow", ME)),
        ask(
            "feed where one author wrote between another's articles", "feed.of", 200,
            get("/articles/feed?limit=23", ME),
            check("interleaved", "the articles of all authors in one order, by their age",
                  listed([*NEWEST, "{title_zoe}", "{title_feed}", "{title_strange}"]),
                  requires="articles.feed.order articles.feed.limit"),
            after=(*FILLED, "profiles.follow-back.is-following", "articles.remove.no-favorites-left"),
        ),
    )  # fmt: skip


def _write(number: int) -> Send:
    title: Json = f"{{{filler(number)}}}"
    texts: dict[str, Json] = {"title": title, "description": "{description_feed}", "body": "{body_feed}"}
    return Send("POST", "/articles", YOU, {"article": {**texts, "tagList": list(MANY)} if number == 1 else texts})
