"""Extended: favorites, as they count and as each viewer sees them."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.articles import ALL, TIMES, time_stands
from tasks.functional.chapters.words import ME, YOU, ZOE, article, ask, check, delete, get, post
from tasks.functional.expect import Expect, error
from tasks.functional.expect_lists import columns, listed
from tasks.functional.story import Scene, Send, Step

STRANGE = "/articles/{slug_strange}"
LIKED = ("favorites.like.counts-one", "favorites.like.counts-users")


def story() -> tuple[Scene, ...]:
    return (*_like(), *_views(), *_lists(), *_unlike())


def _seen(favorited: bool, count: int) -> Expect:
    return article({"title": "{title_strange}", "favorited": favorited, "favoritesCount": count})


def _like() -> tuple[Step, ...]:
    return (
        ask(
            "favorite the third user's article", "favorites.like", 200, post("/articles/{slug_zoe}/favorite", ME),
            check("is-favorited", "favorited is true and favoritesCount 1",
                  article({"title": "{title_zoe}", "favorited": True, "favoritesCount": 1}), requires="favorites.add"),
        ),
        ask(
            "favorite another, twice", "favorites.like", 200,
            (post(f"{STRANGE}/favorite", ME), post(f"{STRANGE}/favorite", ME)),
            check("counts-one", "a second time is fine and counts nothing", _seen(True, 1),
                  requires="favorites.add favorites.count"),
            check("author-followed", "the author's `following` is the viewer's here, too",
                  article({"title": "{title_strange}", "author.username": "{you}", "author.following": True}),
                  requires="articles.object auth.optional", after=["profiles.follow-back.is-following"]),
        ),
        ask(
            "a second user favorites it", "favorites.like", 200, post(f"{STRANGE}/favorite", YOU),
            check("counts-users", "favoritesCount counts users", _seen(True, 2), requires="favorites.count"),
            after=LIKED[:1],
        ),
        ask(
            "favorite an unknown article", "favorites.unknown", 404,
            (post("/articles/{unknown_slug}/favorite", ME), delete("/articles/{unknown_slug}/favorite", ME)),
            check("is-404", "an unknown slug is a 404, either way", error(),
                  requires="favorites.unknown errors.shape"),
        ),
    )  # fmt: skip


def _views() -> tuple[Step, ...]:
    return (
        ask(
            "read a favorite", "favorites.like", 200, (get(STRANGE, ME), get(STRANGE, YOU)),
            check("is-stored", "who favorited it sees so when reading", _seen(True, 2),
                  requires="favorites.add auth.optional"),
            after=LIKED,
        ),
        ask(
            "read it as others", "favorites.like", 200, (get(STRANGE), get(STRANGE, ZOE)),
            check("is-the-viewers-own", "others see the count, and favorited false", _seen(False, 2),
                  requires="favorites.viewer auth.optional"),
            after=LIKED,
        ),
        ask(
            "read its times after favorites", "favorites.like", 200, get(STRANGE),
            time_stands(), after=LIKED,
        ),
        ask(
            "list as one with favorites", "favorites.lists", 200, get("/articles", ME),
            check("flags", "each item says whether the viewer favorited it, and how many did",
                  columns("articles", "favorited", [True, False, True, False, False]),
                  columns("articles", "favoritesCount", [1, 0, 2, 0, 1]),
                  requires="articles.list.items favorites.viewer auth.optional"),
            after=(*ALL, *LIKED, "favorites.like.is-favorited", "articles.change.new-slug-works"),
        ),
    )  # fmt: skip


def _lists() -> tuple[Step, ...]:
    after = (*ALL, *LIKED, "favorites.like.is-favorited")
    combined = {
        "favorited={me}&author={zoe}": "{title_zoe}",
        "favorited={me}&tag={tag_last}": "{title_zoe}",
        "favorited={me}&author={you}": "{title_strange}",
        "favorited={you}&tag={tag_shared}": "{title_strange}",
        "tag={tag_shared}&author={you}&favorited={me}": "{title_strange}",
    }
    return (
        ask(
            "list by fan", "favorites.lists", 200, get("/articles?favorited={me}"),
            check("by-fan", "one's favorites, by the articles' age", listed(["{title_zoe}", "{title_strange}"]),
                  requires="articles.list.favorited articles.list.order"),
            after=after,
        ),
        ask(
            "list by another fan", "favorites.lists", 200,
            (get("/articles?favorited={you}"), get("/articles?favorited={you}", ME)),
            check("by-another-fan", "the other's favorites alone, whoever asks", listed(["{title_strange}"]),
                  requires="articles.list.favorited"),
            after=after,
        ),
        ask(
            "list by a part of the fan's name", "favorites.lists", 200, get("/articles?favorited={me_part}"),
            check("by-part-of-a-name", "a part of a username is nobody's", listed([]),
                  requires="articles.list.favorited articles.list.unknown"),
        ),
        ask(
            "list by fan and more", "favorites.lists", 200,
            [Send("GET", f"/articles?{query}", local={"found": title}) for query, title in combined.items()],
            check("combined", "every filter must hold", listed(["{found}"]), requires="articles.list.combined"),
            after=after,
        ),
    )  # fmt: skip


def _unlike() -> tuple[Step, ...]:
    path = f"{STRANGE}/favorite"
    ignored: Json = {"article": {"body": "{body_update}"}}
    return (
        ask(
            "unfavorite, sending a body, and again", "favorites.unlike", 200,
            (delete(path, ME, ignored), delete(path, ME)),
            check("is-off", "favorited is false and the other user still counts, the second time too",
                  _seen(False, 1), requires="favorites.remove favorites.count bodies.ignored"),
            after=LIKED,
        ),
        ask(
            "list by fan after unfavoriting", "favorites.unlike", 200, get("/articles?favorited={me}"),
            check("is-stored", "the article has left the fan's list", listed(["{title_zoe}"]),
                  requires="favorites.remove articles.list.favorited"),
            after=("favorites.like.is-favorited",),
        ),
        ask(
            "read as the other fan", "favorites.unlike", 200, get(STRANGE, YOU),
            check("leaves-others", "the other fan still has it, and no time has moved", _seen(True, 1), article(TIMES),
                  requires="favorites.remove favorites.count times.still"),
            after=LIKED,
        ),
    )  # fmt: skip
