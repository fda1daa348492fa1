"""The core tier: the paper's 32 requests and the 290 things its collection asserts about the answers."""

from __future__ import annotations

from tasks.functional.answer import Json
from tasks.functional.expect import Expect, array, equals, integer, key, more_than, status, usable_token
from tasks.functional.story import CREATION_PAUSE, EMPTY, UPDATE_PAUSE, Check, Keep, Raw, Send, Step, token

USER = ("email", "username", "bio", "image")
ARTICLE = (
    "title", "slug", "body", "createdAt", "updatedAt",
    "description", "tagList", "author", "favorited", "favoritesCount",
)  # fmt: skip
COMMENT = ("id", "body", "createdAt", "updatedAt", "author")
PROFILE = ("username", "bio", "image", "following")
ME = token("token_me")


def story() -> tuple[Step, ...]:
    """The 32 requests in order."""
    return (*_users(), *_empty_lists(), *_articles(), *_favorites(), *_comments(), *_ends(), *_profiles(), _tags())


def _users() -> tuple[Step, ...]:
    credentials: Json = {"user": {"email": "{me_email}", "password": "{me_password}"}}
    register: Json = {"user": {"username": "{me}", "email": "{me_email}", "password": "{me_password}"}}
    kept = _check(
        "token-kept", "the token of a login can be used for later requests", usable_token("user.token"), "auth.scheme",
        keep=(Keep("token_me", "user.token", "token"),),
    )  # fmt: skip
    return (
        _step("1 register", "users.register", "POST", "/users", 201, _user("users.register"), body=register),
        _step(
            "2 log in", "users.log-in", "POST", "/users/login", 200, _user("users.login"),
            body=credentials, after=("users.register.user",),
        ),
        _step(
            "3 log in and keep the token", "users.log-in-again", "POST", "/users/login", 200,
            (*_user("users.login"), kept), body=credentials, after=("users.register.user",),
        ),
        _step(
            "4 current user", "users.current", "GET", "/user", 200, _user("users.current", with_token=False), auth=ME,
        ),
        _step(
            "5 update the user with the same email", "users.update-same-email", "PUT", "/user", 200,
            _user("users.update", with_token=False), auth=ME, body={"user": {"email": "{me_email}"}},
        ),
    )  # fmt: skip


def _empty_lists() -> tuple[Step, ...]:
    return tuple(
        _step(f"{number} {label}", f"articles.{stem}", "GET", path, 200, _list(requirement))
        for number, label, stem, path, requirement in (
            (6, "list articles, none yet", "empty-list", "/articles", "articles.list"),
            (7, "list by an unknown author", "empty-by-author", "/articles?author={nobody}", "articles.list.unknown"),
            (
                8,
                "list by favorites, none yet",
                "empty-by-favorited",
                "/articles?favorited={me}",
                "articles.list.unknown",
            ),
            (9, "list by an unused tag", "empty-by-tag", "/articles?tag={tag_one}", "articles.list.unknown"),
        )
    )


def _articles() -> tuple[Step, ...]:
    article: Json = {
        "article": {
            "title": "{title}",
            "description": "{description}",
            "body": "{body}",
            "tagList": ["{tag_one}", "{tag_two}"],
        }
    }
    made = ("articles.create.article",)
    create = _article("articles.create", keep=(Keep("slug", "article.slug", "word"),))
    first = _list("articles.list", first=True)
    return (
        _step(
            "10 create article", "articles.create", "POST", "/articles", 201, create,
            auth=ME, body=article, pause=CREATION_PAUSE,
        ),
        _step("11 feed", "articles.feed", "GET", "/articles/feed", 200, _list("articles.feed"), auth=ME),
        _step("12 list articles", "articles.list", "GET", "/articles", 200, first, auth=ME, after=made),
        _step("13 list articles again", "articles.list-again", "GET", "/articles", 200, first, auth=ME, after=made),
        _step(
            "14 list by author", "articles.by-author", "GET", "/articles?author={me}", 200, first, auth=ME, after=made,
        ),
        _step(
            "15 list by author again", "articles.by-author-again", "GET", "/articles?author={me}", 200, first,
            auth=ME, after=made,
        ),
        _step("16 read article", "articles.read", "GET", "/articles/{slug}", 200, _article("articles.get"), auth=ME),
        _step("17 list by tag", "articles.by-tag", "GET", "/articles?tag={tag_one}", 200, first, auth=ME, after=made),
        _step(
            "18 update the body", "articles.update", "PUT", "/articles/{slug}", 200, _article("articles.update"),
            auth=ME, body={"article": {"body": "{new_body}"}}, pause=UPDATE_PAUSE,
        ),
    )  # fmt: skip


def _favorites() -> tuple[Step, ...]:
    path = "/articles/{slug}/favorite"
    first = _list("articles.list.favorited", first=True)
    on = (
        _check("is-favorited", "`favorited` is true", equals("article.favorited", True), "favorites.add"),
        _check("is-counted", "`favoritesCount` is above 0", more_than("article.favoritesCount", 0), "favorites.count"),
    )
    off = (_check("is-not-favorited", "`favorited` is false", equals("article.favorited", False), "favorites.remove"),)
    made = ("favorites.add.article",)
    return (
        _step(
            "19 favorite", "favorites.add", "POST", path, 200, (*_article("favorites.add", "bodies.empty"), *on),
            auth=ME, body=EMPTY,
        ),
        *(
            _step(label, f"favorites.{stem}", "GET", "/articles?favorited={me}", 200, first, auth=ME, after=made)
            for label, stem in (("20 list by favorites", "list"), ("21 list by favorites again", "list-again"))
        ),
        _step(
            "22 unfavorite", "favorites.remove", "DELETE", path, 200,
            (*_article("favorites.remove", "bodies.empty"), *off), auth=ME, body=EMPTY,
        ),
    )  # fmt: skip


def _comments() -> tuple[Step, ...]:
    path = "/articles/{slug}/comments"
    kept = (Keep("comment_id", "comment.id", "number"),)
    created = (
        _check("comment", "the answer has the key `comment`", key("comment"), "comments.object", gate=True),
        *_keys("comment", COMMENT, "comments.object", "comments.create", keep=kept),
    )  # fmt: skip
    listed = (
        _check("status", "the status is 200", status(200), "comments.list", gate=True),
        _check("comments", "the answer has the key `comments`", key("comments"), "comments.list", gate=True),
        *_keys("comments.0", COMMENT, "comments.object", "comments.list"),
    )
    made = ("comments.create.comment",)
    return (
        _step(
            "23 create comment", "comments.create", "POST", path, 201, created,
            auth=ME, body={"comment": {"body": "{comment}"}}, pause=CREATION_PAUSE,
        ),
        _step("24 list comments", "comments.list", "GET", path, 200, listed, auth=ME, after=made),
        _step("25 list comments without a token", "comments.list-anonymous", "GET", path, 200, listed, after=made),
        _step("26 delete comment", "comments.delete", "DELETE", f"{path}/{{comment_id}}", 204, (), auth=ME, body=EMPTY),
    )  # fmt: skip


def _ends() -> tuple[Step, ...]:
    return (_step("27 delete article", "articles.delete", "DELETE", "/articles/{slug}", 204, (), auth=ME, body=EMPTY),)


def _profiles() -> tuple[Step, ...]:
    path = "/profiles/{you}"
    second: Json = {"user": {"username": "{you}", "email": "{you_email}", "password": "{you_password}"}}
    follow, made = f"{path}/follow", ("users.register-second.user",)
    on = _check("is-followed", "`following` is true", equals("profile.following", True), "profiles.follow")
    off = _check("is-not-followed", "`following` is false", equals("profile.following", False), "profiles.unfollow")
    return (
        _step(
            "28 register a second user", "users.register-second", "POST", "/users", 201,
            _user("users.register", keep=(Keep("token_you", "user.token", "token"),)), body=second,
        ),
        _step("29 read profile", "profiles.read", "GET", path, 200, _profile("profiles.get"), auth=ME, after=made),
        _step(
            "30 follow", "profiles.follow", "POST", follow, 200, (*_profile("profiles.follow", "bodies.ignored"), on),
            auth=ME, body={"user": {"email": "{you_email}"}}, after=made,
        ),
        _step(
            "31 unfollow", "profiles.unfollow", "DELETE", follow, 200,
            (*_profile("profiles.unfollow", "bodies.empty"), off), auth=ME, body=EMPTY, after=made,
        ),
    )  # fmt: skip


def _tags() -> Step:
    checks = (
        _check("status", "the status is 200", status(200), "tags.list", "paths.exact", gate=True),
        _check("tags", "the answer has the key `tags`", key("tags"), "tags.list", gate=True),
        _check("array", "`tags` is an array", array("tags"), "tags.list"),
    )
    return _step("32 tags", "tags.list", "GET", "/tags", 200, checks)


# --- the sets that the contract names: U6 and U5, L4 and A12, C5, P5 -------------------------------------------------


def _user(*requires: str, with_token: bool = True, keep: tuple[Keep, ...] = ()) -> tuple[Check, ...]:
    names = (*USER, "token") if with_token else USER
    return (
        _check("user", "the answer has the key `user`", key("user"), *requires, "users.object", gate=True),
        *_keys("user", names, *requires, "users.object", keep=keep),
    )


def _article(*requires: str, keep: tuple[Keep, ...] = ()) -> tuple[Check, ...]:
    return (
        _check("article", "the answer has the key `article`", key("article"), *requires, "articles.object", gate=True),
        *_article_fields("article", requires, keep),
    )


def _article_fields(place: str, requires: tuple[str, ...], keep: tuple[Keep, ...] = ()) -> tuple[Check, ...]:
    return (
        *_keys(place, ARTICLE, *requires, "articles.object", keep=keep),
        _check("tags-array", "`tagList` is an array", array(f"{place}.tagList"), *requires, "articles.object"),
        _check(
            "count-integer", "`favoritesCount` is an integer", integer(f"{place}.favoritesCount"), *requires,
            "articles.object",
        ),
    )  # fmt: skip


def _list(*requires: str, first: bool = False) -> tuple[Check, ...]:
    return (
        _check("status", "the status is 200", status(200), *requires, "paths.exact", gate=True),
        _check("articles", "the answer has the key `articles`", key("articles"), *requires, gate=True),
        _check("array", "`articles` is an array", array("articles"), *requires, gate=True),
        _check(
            "articlesCount",
            "the answer has the key `articlesCount`",
            key("articlesCount"),
            *requires,
            "articles.list.count",
        ),
        _check(
            "total-integer", "`articlesCount` is an integer", integer("articlesCount"), *requires, "articles.list.count"
        ),
        *(_article_fields("articles.0", requires) if first else ()),
    )


def _profile(*requires: str) -> tuple[Check, ...]:
    return (
        _check("status", "the status is 200", status(200), *requires, gate=True),
        _check("profile", "the answer has the key `profile`", key("profile"), *requires, "profiles.object", gate=True),
        *_keys("profile", PROFILE, *requires, "profiles.object"),
    )


def _keys(place: str, names: tuple[str, ...], *requires: str, keep: tuple[Keep, ...] = ()) -> tuple[Check, ...]:
    return tuple(
        _check(
            name,
            f"the {'first item' if place.endswith('.0') else f'`{place}`'} has the key `{name}`",
            key(f"{place}.{name}"),
            *requires,
            keep=tuple(kept for kept in keep if kept.path == f"{place}.{name}"),
        )
        for name in names
    )


def _check(
    name: str, says: str, expect: Expect, *requires: str, keep: tuple[Keep, ...] = (), gate: bool = False
) -> Check:
    return Check(name, says, (expect,), tuple(dict.fromkeys(requires)), keep=keep, gate=gate)


def _step(
    label: str,
    stem: str,
    method: str,
    path: str,
    code: int,
    checks: tuple[Check, ...],
    *,
    auth: str = "",
    body: Json | Raw = None,
    after: tuple[str, ...] = (),
    pause: float = 0.0,
) -> Step:
    group = stem.partition(".")[0]
    return Step(label, group, stem, (Send(method, path, auth, body),), code, checks, after, pause)
