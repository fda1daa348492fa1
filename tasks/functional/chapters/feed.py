"""Extended: the feed of each user."""

from __future__ import annotations

from tasks.functional.chapters.words import ME, ZOE, ask, check, delete, get, post
from tasks.functional.expect_lists import columns, listed
from tasks.functional.story import Scene

OWN = ("{title_feed}", "{title_strange}")
MERGED = ("{title_zoe}", *OWN)
FOLLOWED = ("profiles.follow-back.is-following", "articles.write-feed.slug", "articles.write-strange.values")
BOTH = (*FOLLOWED, "articles.remove.no-favorites-left")


def story() -> tuple[Scene, ...]:
    return (
        ask(
            "feed of one who follows nobody", "feed.of", 200, get("/articles/feed", ZOE),
            check("nobody", "an empty feed, whatever others wrote", listed([]), requires="articles.feed"),
        ),
        ask(
            "feed of a follower", "feed.of", 200, get("/articles/feed", ME),
            check("one-followed", "the followed author's articles alone, newest first", listed(OWN),
                  requires="articles.feed articles.feed.order"),
            check("items", "feed items carry body, favorites and a followed author",
                  columns("articles", "body", ["{body_feed}", "{body_strange}"]),
                  columns("articles", "favoritesCount", [0, 1]),
                  columns("articles", "author.following", [True, True]), requires="articles.feed articles.list.items"),
            after=FOLLOWED,
        ),
        ask(
            "follow the third user", "feed.of", 200, post("/profiles/{zoe}/follow", ME),
        ),
        ask(
            "feed of two followed authors", "feed.of", 200, get("/articles/feed", ME),
            check("merged", "both authors' articles in one order", listed(MERGED),
                  requires="articles.feed articles.feed.order"),
            after=BOTH,
        ),
        ask(
            "feed with a limit", "feed.of", 200, get("/articles/feed?limit=1", ME),
            check("limit", "one article, and the count of all", listed(MERGED[:1], count=3),
                  requires="articles.feed.limit"),
            after=BOTH,
        ),
        ask(
            "feed with limit and offset", "feed.of", 200, get("/articles/feed?limit=1&offset=1", ME),
            check("offset-skips", "the second article, and the count of all", listed(MERGED[1:2], count=3),
                  requires="articles.feed.limit"),
            after=BOTH,
        ),
        ask(
            "unfollow the third user", "feed.of", 200, delete("/profiles/{zoe}/follow", ME),
        ),
        ask(
            "feed after unfollowing", "feed.of", 200, get("/articles/feed", ME),
            check("without-the-unfollowed", "the unfollowed author has left the feed", listed(OWN),
                  requires="articles.feed profiles.unfollow"),
            after=(*FOLLOWED, "profiles.unfollow-one.is-idempotent"),
        ),
    )  # fmt: skip
