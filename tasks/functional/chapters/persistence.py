"""Extended, where the task names a database: the rows are really there, and a restart keeps everything."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.chapters.articles import TIMES
from tasks.functional.chapters.words import article, ask, check, get, post, profile, user
from tasks.functional.expect import slug, usable_token
from tasks.functional.expect_lists import listed, rows
from tasks.functional.story import CREATION_PAUSE, Keep, Restart, Rows, Scene, Step, token

AGAIN = token("token_again")
UP = ("persistence.restart.healthy",)
STRANGE = "/articles/{slug_strange}"


def story() -> tuple[Scene, ...]:
    return (*_rows(), _restart(), *_kept())


def _rows() -> tuple[Rows, ...]:
    def stored(
        name: str, present: tuple[str, ...], absent: tuple[str, ...], says: str, requires: str, *after: str
    ) -> Rows:
        holds = check(name, says, requires=requires)
        return Rows(f"rows: {name}", "database", "database.rows", holds, present, absent, after)

    return (
        stored("users", ("{me}", "{you_new_email}"), (), "users are rows", "database.rows", "users.move.values"),
        stored("articles", ("{title_new}", "{body_update}"), (), "articles are rows", "database.rows",
               "articles.change.new-title-new-slug"),
        stored("comments", ("{comment_2}",), (), "comments are rows", "database.rows", "comments.write.second"),
        stored("tags", ("{tag_shared}",), (), "tags are stored", "database.rows", "articles.write.values"),
        stored("deleted", ("{comment_2}",), ("{comment_1}", "{description_zoe}"),
               "a deleted comment and a deleted article have left no row",
               "database.rows articles.delete comments.delete",
               "articles.remove.no-body", "comments.remove.no-body"),
        stored("cascade", ("{comment_2}",), ("{comment_3}",), "a deleted article's comments have left no row",
               "articles.delete.cascade", "articles.remove.no-body"),
    )  # fmt: skip


def _restart() -> Restart:
    healthy = check("healthy", "the server is healthy again after a restart on the same data",
                    requires="database.restart server.health")  # fmt: skip
    return Restart("restart the server", "persistence", "persistence.restart", healthy)


def _kept() -> tuple[Step, ...]:
    credentials: Json = {"user": {"email": "{me_email}", "password": "{me_password}"}}
    same_title: Json = {"title": "{title_new}", "description": "{description_twin}", "body": "{body_twin}"}
    kept: dict[str, Json] = {
        "title": "{title_strange}", "body": "{body_strange}", "tagList": ["{tag_strange}", "{tag_shared}"],
        **TIMES, "favoritesCount": 1, "author.username": "{you_new}",
    }  # fmt: skip
    return (
        ask(
            "log in after the restart", "persistence.kept", 200, post("/users/login", body=credentials),
            check("users", "a user of before can log in", user({"username": "{me}", "bio": "{bio}"}),
                  usable_token("user.token"), requires="database.restart",
                  keep=[Keep("token_again", "user.token", "token")]),
            after=UP,
        ),
        ask(
            "read an article after the restart", "persistence.kept", 200, get(STRANGE),
            check("articles", "an article of before, with tags, times and favorites", article(kept),
                  requires="database.restart"),
            after=(*UP, "users.rename.values", "favorites.unlike.leaves-others"),
        ),
        ask(
            "read an updated article after the restart", "persistence.kept", 200, get("/articles/{slug_renamed}"),
            check("updates", "an update of before, with its times",
                  article({"title": "{title_new}", "body": "{body_update}",
                           "createdAt": "{created_first}", "updatedAt": "{updated_last}"}),
                  requires="database.restart"),
            after=(*UP, "articles.change.empty-list-clears"),
        ),
        ask(
            "comments after the restart", "persistence.kept", 200, get(f"{STRANGE}/comments"),
            check("comments", "the comments of before", rows("comments", ["body"], [["{comment_2}"], ["{comment_5}"]]),
                  requires="database.restart"),
            after=(*UP, "comments.remove.is-stored"),
        ),
        ask(
            "favorites after the restart", "persistence.kept", 200, get("/articles?favorited={you_new}"),
            check("favorites", "the favorites of before", listed(["{title_strange}"]), requires="database.restart"),
            after=(*UP, "users.rename.values", "favorites.unlike.leaves-others"),
        ),
        ask(
            "follows after the restart", "persistence.kept", 200, get("/profiles/{you_new}", AGAIN),
            check("follows", "who followed still follows", profile({"username": "{you_new}", "following": True}),
                  requires="database.restart"),
            after=(*UP, "users.rename.still-followed"),
        ),
        ask(
            "write after the restart", "persistence.kept", 201, post("/articles", AGAIN, {"article": same_title}),
            check("writes", "writing goes on, with slugs of their own",
                  slug("article.slug", title="{title_new}", unlike=["slug_renamed"]),
                  requires="database.restart articles.slug"),
            after=UP,
            pause=CREATION_PAUSE,
        ),
    )  # fmt: skip
