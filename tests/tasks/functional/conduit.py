"""A test double: a correct Conduit in memory, with switches that break one rule each.

Not a reference and not fast code; it exists so that the suite can be seen to pass and to fail. `Conduit(defects)` takes
names of DEFECTS; every one of them changes exactly one behaviour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DEFECTS: set[str] = set()
SECRET = b"double"


def switch(*names: str) -> None:
    DEFECTS.update(names)


class Refused(Exception):
    def __init__(self, status: int, field: str = "body", message: str = "is invalid") -> None:
        self.status, self.field, self.message = status, field, message


class Conduit:
    """The store and its rules. `answer()` is one request."""

    def __init__(self, defects: Iterable[str] = ()) -> None:
        self.defects = frozenset(defects)
        assert self.defects <= DEFECTS, self.defects - DEFECTS
        self.lock = threading.Lock()
        self.users: dict[int, dict[str, Any]] = {}
        self.articles: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.follows: set[tuple[int, int]] = set()
        self.favorites: dict[tuple[int, int], int] = {}
        self.last = 0
        self.hashes = 0
        self.clock = datetime.now(UTC)
        self.orphans: dict[str, set[int]] = {}
        self.orphan_comments: dict[str, list[dict[str, Any]]] = {}
        self.ghost_tags: set[str] = set()
        self.ghosts: list[dict[str, Any]] = []
        self.restarted = False

    def bad(self, name: str) -> bool:
        assert name in DEFECTS, name
        return name in self.defects

    def fresh(self) -> int:
        self.last += 1
        return self.last

    # --- the way in -------------------------------------------------------------------------------------------------

    def answer(self, method: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[int, Any]:
        with self.lock:
            try:
                return self.route(method, target, headers, raw)
            except Refused as refused:
                return self.refusal(refused)

    def refusal(self, refused: Refused) -> tuple[int, Any]:
        if self.bad("errors as detail"):
            return refused.status, {"detail": refused.message}
        if self.bad("errors as string") or (self.bad("404 as string") and refused.status == 404):
            return refused.status, {"errors": {refused.field: refused.message}}
        if self.bad("401 without errors") and refused.status == 401:
            return 401, {}
        if self.bad("403 without errors") and refused.status == 403:
            return 403, {"message": "forbidden"}
        if self.bad("400 for 422") and refused.status == 422:
            return 400, {"errors": {refused.field: [refused.message]}}
        return refused.status, {"errors": {refused.field: [refused.message]}}

    def route(self, method: str, target: str, headers: dict[str, str], raw: bytes) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        path = [unquote(part) for part in parts.path.split("/")[2:]]
        self.raw = raw
        self.headers = headers
        match method, path:
            case "GET", ["health-check"]:
                return (503 if self.bad("health 503") else 200), {"status": "ok"}
            case _, ["profiles", name, *_] if self.bad("paths are not decoded") and not name.isascii():
                raise Refused(404)
            case "POST", ["users"]:
                return self.register()
            case "POST", ["users", "login"]:
                return self.login()
            case "GET", ["user"]:
                me = self.viewer(required=True)
                return 200, self.user(me)
            case "PUT", ["user"]:
                return self.update_user()
            case "GET", ["profiles", name]:
                me = self.viewer(optional="profile")
                return 200, self.profile_of(self.by_name(name), me)
            case (("POST" | "DELETE"), ["profiles", name, "follow"]):
                return self.follow(method, name)
            case "GET", ["articles"]:
                me = self.viewer(optional="articles")
                return 200, self.list(self.filtered(query), query, me)
            case "GET", ["articles", "feed"]:
                return self.feed(query)
            case "POST", ["articles"]:
                return self.create_article()
            case "GET", ["articles", slug]:
                me = self.viewer(optional="article")
                return 200, {"article": self.article(self.by_slug(slug), me)}
            case "PUT", ["articles", slug]:
                return self.update_article(slug)
            case "DELETE", ["articles", slug]:
                return self.delete_article(slug)
            case "POST", ["articles", slug, "comments"]:
                return self.create_comment(slug)
            case "GET", ["articles", slug, "comments"]:
                return self.list_comments(slug)
            case "DELETE", ["articles", slug, "comments", number]:
                return self.delete_comment(slug, number)
            case (("POST" | "DELETE"), ["articles", slug, "favorite"]):
                return self.favorite(method, slug)
            case "GET", ["tags"]:
                return self.tags()
        raise Refused(404)

    # --- who asks ---------------------------------------------------------------------------------------------------

    def viewer(self, *, required: bool = False, optional: str = "", open_: str = "") -> int | None:
        header = self.headers.get("authorization")
        if header is None:
            if required:
                raise Refused(403 if self.bad("403 for a missing token") else 401, "token")
            return None
        scheme, _, token = header.partition(" ")
        if self.bad("bearer accepted") and scheme == "Bearer":
            scheme = "Token"
        if self.bad("bare token accepted") and not token:
            scheme, token = "Token", scheme
        who = self.whose(token.strip()) if scheme == "Token" else None
        if who is None:
            if optional and (self.bad("bad token is anonymous") or self.bad(f"bad token is anonymous: {optional}")):
                return None
            raise Refused(422 if self.bad("422 for a bad token") else 401, "token")
        return who

    def token(self, number: int) -> str:
        def part(data: bytes) -> str:
            return base64.urlsafe_b64encode(data).decode().rstrip("=")

        head = part(b'{"alg":"HS256","typ":"JWT"}')
        user = self.users[number]
        claims = {"id": number, "name": user["username"], "email": user["email"], "pw": user["password"]}
        payload = part(json.dumps(claims).encode())
        signature = hmac.new(SECRET, f"{head}.{payload}".encode(), hashlib.sha256).digest()
        return f"{head}.{payload}.{part(signature)}"

    def whose(self, token: str) -> int | None:
        try:
            head, payload, signature = token.split(".")
            header = json.loads(base64.urlsafe_b64decode(head + "=="))
            claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        except ValueError:
            return None
        right = base64.urlsafe_b64encode(hmac.new(SECRET, f"{head}.{payload}".encode(), hashlib.sha256).digest())
        good = right.decode().rstrip("=") == signature
        good = good or (self.bad("signature not checked") and header["alg"] != "none")
        good = good or (self.bad("alg none accepted") and header["alg"] == "none")
        user = self.users.get(claims["id"])
        if not good or user is None:
            return None
        if self.bad("token dies with the username") and claims["name"] != user["username"]:
            return None
        if self.bad("token dies with the email") and claims["email"] != user["email"]:
            return None
        if self.bad("token dies with the password") and claims["pw"] != user["password"]:
            return None
        if self.bad("the first user is everyone"):
            return min(self.users)
        return int(claims["id"])

    # --- bodies -----------------------------------------------------------------------------------------------------

    def wrapped(self, name: str, where: str) -> dict[str, Any]:
        try:
            body = json.loads(self.raw)
        except ValueError:
            raise Refused(400 if self.bad(f"malformed is 400: {where}") else 422) from None
        inner = body.get(name) if isinstance(body, dict) else None
        if not isinstance(inner, dict):
            if self.bad(f"wrapper optional: {where}") and isinstance(body, dict) and name not in body:
                return body
            raise Refused(500 if self.bad(f"missing wrapper is 500: {where}") else 422, name)
        return inner

    def needed(self, inner: dict[str, Any], *fields: str, where: str) -> list[str]:
        for field in fields:
            self.text(inner.get(field), field, where)
        return [str(inner[field]) for field in fields]

    def text(self, value: Any, field: str, where: str) -> str:
        if value is None:
            if self.bad(f"null {field}: {where}"):
                return "none"
            raise Refused(422, field, "can't be blank")
        if not isinstance(value, str):
            if self.bad(f"wrong type accepted: {where}"):
                return str(value)
            raise Refused(422, field, "is not text")
        blank = value == "" if self.bad(f"white space is not blank: {where}") else not value.strip()
        if blank and not self.bad(f"blank {field}: {where}"):
            named = "body" if self.bad(f"blank names no field: {where}") and field != "body" else field
            if self.bad(f"blank names no field: {where}") and field == "body":
                named = "comment"
            raise Refused(422, named, "can't be blank")
        return value

    # --- users ------------------------------------------------------------------------------------------------------

    def register(self) -> tuple[int, Any]:
        if self.bad("register looks at the header"):
            self.viewer()
        inner = self.wrapped("user", "register")
        for field in ("username", "email", "password"):
            inner[field] = self.text(inner.get(field), field, "register")
        self.hashes += 1
        if not self.bad("usernames repeat"):
            self.unique("username", inner["username"], None, "register")
        if not self.bad("emails repeat"):
            self.unique("email", inner["email"], None, "register")
        if self.bad("username lost its accents"):
            inner["username"] = inner["username"].encode("ascii", "replace").decode()
        number = self.fresh()
        empty = "" if self.bad("new bio is empty text") else None
        self.users[number] = {**inner, "id": number, "bio": empty, "image": None}
        if self.bad("new image is a default"):
            self.users[number]["image"] = "https://mail.com/default.png"
        return (200 if self.bad("register is 200") else 201), self.user(number)

    def unique(self, field: str, value: str, own: int | None, where: str) -> None:
        if any(user[field] == value and user["id"] != own for user in self.users.values()):
            if self.bad(f"duplicate is 409: {where}"):
                raise Refused(409, field, "is taken")
            if self.bad(f"duplicate names no field: {where}"):
                raise Refused(422, "user", "is taken")
            if where == "register" and self.bad(f"duplicate is kept anyway: {where}"):
                number = self.fresh()
                self.users[number] = {**self.wrapped("user", where), "id": number, "bio": None, "image": None}
            raise Refused(422, field, "is taken")

    def login(self) -> tuple[int, Any]:
        if self.bad("login looks at the header"):
            self.viewer()
        inner = self.wrapped("user", "login")
        for field in ("email", "password"):
            inner[field] = self.text(inner.get(field), field, "login")
        self.hashes += 1
        for user in self.users.values():
            if user["email"] == inner["email"]:
                if user["password"] == inner["password"] or self.bad("any password"):
                    return 200, self.user(user["id"])
                raise Refused(422 if self.bad("wrong password is 422") else 401, "password")
        raise Refused(404 if self.bad("unknown email is 404") else 401, "email")

    def update_user(self) -> tuple[int, Any]:
        me = self.viewer(required=True)
        inner = self.wrapped("user", "update user")
        user = self.users[me]
        changed = dict(user)
        self.hashes += isinstance(inner.get("password"), str) and bool(inner["password"].strip())
        for field in ("username", "email", "password"):
            if field in inner:
                changed[field] = self.text(inner[field], field, "update user")
        for field in ("bio", "image"):
            value = inner.get(field)
            if value is not None and not isinstance(value, str) and not self.bad("wrong type accepted: update user"):
                raise Refused(422, field)
            if field in inner and not (value is None and self.bad(f"null keeps {field}")):
                changed[field] = value
            if field not in inner and self.bad(f"absent clears {field}"):
                changed[field] = None
        own = None if self.bad("own values are duplicates") else me
        for field in ("username", "email"):
            if field in inner and not self.bad(f"another's {field} is accepted"):
                self.unique(field, changed[field], own, "update user")
        if self.bad("bio change is lost") and changed["bio"] is not None:
            changed["bio"] = user["bio"]
        if self.bad("password change is lost"):
            changed["password"] = user["password"]
        if self.bad("email change is lost"):
            changed["email"] = user["email"]
        if self.bad("user update is not stored"):
            answer = self.user(me)
            answer["user"] |= {field: changed[field] for field in ("username", "email", "bio", "image")}
            if changed["bio"] != user["bio"]:
                return 200, answer
        self.users[me] = changed
        return 200, self.user(me)

    def user(self, me: int) -> Any:
        user = self.users[me]
        shown = {field: user[field] for field in ("email", "username", "bio", "image")}
        shown["token"] = self.token(me)
        if self.bad("password in answers"):
            shown["password"] = user["password"]
        if self.bad("hash in answers"):
            shown["digest"] = "$2b$12$abcdefghijklmnopqrstuv"
        if self.bad("bio left out when null") and shown["bio"] is None:
            del shown["bio"]
        if self.bad("current user has no token") and self.raw == b"":
            shown["token"] = ""
        return {"user": shown}

    # --- profiles ---------------------------------------------------------------------------------------------------

    def by_name(self, name: str) -> int:
        for user in self.users.values():
            if user["username"] == name:
                return int(user["id"])
        raise Refused(422 if self.bad("unknown profile is 422") else 404, "profile")

    def profile(self, number: int, me: int | None) -> Any:
        user = self.users[number]
        following = (me, number) in self.follows
        if self.bad("following is mutual"):
            following = following or (number, me) in self.follows
        if self.bad("following ignores the viewer"):
            following = any(followed == number for _, followed in self.follows)
        if self.bad("following always false"):
            following = False
        shown = {"username": user["username"], "bio": user["bio"], "image": user["image"], "following": following}
        if self.bad("following is a number"):
            shown["following"] = int(following)
        if self.bad("profile without bio"):
            shown["bio"] = None
        return shown

    def profile_of(self, number: int, me: int | None) -> Any:
        return {"profile": self.profile(number, me)}

    def author(self, number: int, me: int | None) -> Any:
        if self.bad("author is a name"):
            return self.users[number]["username"]
        shown = self.profile(number, me)
        if self.bad("author.following always false"):
            shown["following"] = False
        if self.bad("author without image"):
            del shown["image"]
        return shown

    def follow(self, method: str, name: str) -> tuple[int, Any]:
        me = self.viewer(required=True)
        assert me is not None
        if self.bad("unknown follow is 422") and name not in {user["username"] for user in self.users.values()}:
            raise Refused(422, "profile")
        other = self.by_name(name)
        if method == "POST":
            if other == me and not self.bad("self-follow allowed"):
                raise Refused(422, "username")
            if (me, other) in self.follows and self.bad("second follow is 422"):
                raise Refused(422, "username")
            followed = any(pair[1] == other and pair[0] != me for pair in self.follows)
            if followed and self.bad("one follower at a time"):
                return 200, {"profile": self.profile(other, me)}
            if not self.bad("follow not stored"):
                self.follows.add((me, other))
            shown = self.profile(other, me)
            shown["following"] = True
            return 200, {"profile": shown}
        if other == me and self.bad("self-unfollow is 422"):
            raise Refused(422, "username")
        if (me, other) not in self.follows and self.bad("second unfollow is 404"):
            raise Refused(404, "profile")
        if self.bad("unfollow for everyone"):
            self.follows = {pair for pair in self.follows if pair[1] != other}
        if not self.bad("unfollow not stored"):
            self.follows.discard((me, other))
        shown = self.profile(other, me)
        shown["following"] = False
        return 200, {"profile": shown}

    # --- articles ---------------------------------------------------------------------------------------------------

    def by_slug(self, slug: str) -> dict[str, Any]:
        for article in self.articles.values():
            if article["slug"] == slug or (self.bad("old slug still works") and slug in article["old"]):
                return article
        raise Refused(400 if self.bad("unknown slug is 400") else 404, "article")

    def slug(self, title: str) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        if self.bad("slug keeps unicode"):
            words = re.sub(r"\W+", "-", title.lower()).strip("-")
        if self.bad("slug is random"):
            words = hashlib.sha256(title.encode()).hexdigest()[:12]
        if self.bad("slug keeps case"):
            words = title.replace(" ", "-")
        slug, number = words or "article", 1
        taken = {article["slug"] for article in self.articles.values()}
        if not self.bad("slug may be feed"):
            taken.add("feed")
        if self.restarted and self.bad("slugs repeat after a restart"):
            taken = {"feed"}
        while slug in taken and not self.bad("slugs repeat"):
            number += 1
            slug = f"{words or 'article'}-{number}"
        return slug

    def now(self) -> str:
        self.clock = now = max(datetime.now(UTC), self.clock + timedelta(milliseconds=1))
        if self.bad("times without milliseconds"):
            return now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.bad("times with microseconds"):
            return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if self.bad("times with an offset"):
            return now.isoformat(timespec="milliseconds")
        return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"

    def tag_list(self, value: Any, where: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            if self.bad(f"wrong type accepted: {where}"):
                return []
            raise Refused(422, "tagList")
        tags = list(value) if self.bad("tags repeat in an article") else list(dict.fromkeys(value))
        if self.bad("tagList is sorted"):
            tags.sort()
        if self.bad("tags are lower-cased"):
            tags = list(dict.fromkeys(tag.lower() for tag in tags))
        return tags

    def create_article(self) -> tuple[int, Any]:
        early = self.bad("422 before 401")
        inner = self.wrapped("article", "create article") if early else {}
        me = self.viewer(required=True)
        inner = self.wrapped("article", "create article")
        for field in ("title", "description", "body"):
            inner[field] = self.text(inner.get(field), field, "create article")
        tags = self.tag_list(inner.get("tagList", []), "create article")
        if "tagList" not in inner and self.bad("tagList is demanded"):
            raise Refused(422, "tagList")
        if self.bad("body is trimmed"):
            inner["body"] = inner["body"].strip()
        if self.bad("unicode is lost"):
            inner["body"] = inner["body"].encode("ascii", "replace").decode()
        now = self.now()
        number = self.fresh()
        slug = self.slug(inner["title"])
        self.articles[number] = {
            "id": number, "slug": slug, "title": inner["title"], "description": inner["description"],
            "body": inner["body"], "tags": tags, "created": now, "updated": now, "author": me, "old": set(),
        }  # fmt: skip
        if self.bad("favorites outlive the article"):
            for who in self.orphans.pop(slug, set()):
                self.favorites[(who, number)] = self.fresh()
        if self.bad("comments outlive the article"):
            for comment in self.orphan_comments.pop(slug, []):
                self.comments[comment["id"]] = {**comment, "article": number}
        status = 200 if self.bad("create article is 200") else 201
        if "tagList" not in inner and self.bad("absent tagList is null"):
            return status, {"article": {**self.article(self.articles[number], me), "tagList": None}}
        return status, {"article": self.article(self.articles[number], me)}

    def article(self, article: dict[str, Any], me: int | None, listed: bool = False) -> Any:
        number = article["id"]
        shown = {
            "slug": article["slug"],
            "title": article["title"],
            "description": article["description"],
            "body": article["body"],
            "tagList": article["tags"],
            "createdAt": article["created"],
            "updatedAt": article["updated"],
            "favorited": (me, number) in self.favorites,
            "favoritesCount": sum(1 for _, liked in self.favorites if liked == number),
            "author": self.author(article["author"], me),
        }
        if listed and self.bad("list without body"):
            shown["body"] = ""
        if self.bad("favorited ignores the viewer"):
            shown["favorited"] = shown["favoritesCount"] > 0
        if listed and self.bad("favorited false in lists"):
            shown["favorited"] = False
        if listed and self.bad("count 0 in lists"):
            shown["favoritesCount"] = 0
        if listed and self.bad("list without tags"):
            shown["tagList"] = []
        if self.bad("count is text"):
            shown["favoritesCount"] = str(shown["favoritesCount"])
        return shown

    def filtered(self, query: dict[str, str]) -> list[dict[str, Any]]:
        found = [*self.articles.values(), *self.ghosts]
        tests = []
        if "tag" in query:
            tests.append(lambda article: query["tag"] in article["tags"])
            if self.bad("tags match in any case"):
                tests[-1] = lambda article: query["tag"].lower() in [tag.lower() for tag in article["tags"]]
            if self.bad("tags match by part"):
                tests[-1] = lambda article: any(tag.startswith(query["tag"][:-2]) for tag in article["tags"])
            if self.bad("tag filter ignored"):
                tests.pop()
        if "author" in query:
            if self.bad("unknown author is 404"):
                self.by_name(query["author"])
            if not self.bad("author filter ignored"):
                tests.append(lambda article: self.users[article["author"]]["username"] == query["author"])
        if "favorited" in query:
            if self.bad("unknown favorited is everything") and query["favorited"] not in {
                user["username"] for user in self.users.values()
            }:
                return found
            fans = [user["id"] for user in self.users.values() if user["username"] == query["favorited"]]
            if not self.bad("favorited filter ignored"):
                tests.append(lambda article: any((fan, article["id"]) in self.favorites for fan in fans))
            if self.bad("favorited means by anyone"):
                tests[-1] = lambda article: any(liked == article["id"] for _, liked in self.favorites)
        if self.bad("filters are joined by or") and tests:
            return [article for article in found if any(test(article) for test in tests)]
        if self.bad("only the last filter counts"):
            tests = tests[-1:]
        if self.bad("only the first filter counts"):
            tests = tests[:1]
        return [article for article in found if all(test(article) for test in tests)]

    def list(self, found: list[dict[str, Any]], query: dict[str, str], me: int | None, feed: bool = False) -> Any:
        by = "updated" if self.bad("newest by update") else "created"
        found = sorted(found, key=lambda article: (article[by], article["id"]), reverse=not self.bad("oldest first"))
        if feed and self.bad("feed oldest first"):
            found.reverse()
        if "favorited" in query and self.bad("favorited by time of favoriting"):
            found.sort(key=lambda article: -self.favorites.get((self.by_name(query["favorited"]), article["id"]), 0))
        default = 20
        if self.bad("no default limit") or (feed and self.bad("no default limit in the feed")):
            default = 1000
        if self.bad("default limit 10"):
            default = 10
        limit, offset = int(query.get("limit", default)), int(query.get("offset", 0))
        if self.bad("limit ignored") or (feed and self.bad("feed limit ignored")):
            limit = default
        if self.bad("limit at most 20"):
            limit = min(limit, 20)
        if self.bad("offset ignored") or (feed and self.bad("feed offset ignored")):
            offset = 0
        if self.bad("offset counts pages"):
            offset *= limit
        if self.bad("offset with a filter ignored") and "tag" in query:
            offset = 0
        page = found[offset : offset + limit]
        if self.bad("past the end is 404") and offset and not page:
            raise Refused(404)
        count = len(page) if self.bad("count is of the page") else len(found)
        if self.bad("count is of everything"):
            count = len(self.articles)
        if feed and self.bad("feed count is of the page"):
            count = len(page)
        return {"articles": [self.article(article, me, listed=True) for article in page], "articlesCount": count}

    def feed(self, query: dict[str, str]) -> tuple[int, Any]:
        me = self.viewer(required=True)
        found = [article for article in self.articles.values() if (me, article["author"]) in self.follows]
        if self.bad("feed is everything"):
            found = list(self.articles.values())
        if self.bad("feed has one's own"):
            found += [article for article in self.articles.values() if article["author"] == me]
        if self.bad("feed is of one author"):
            found = [article for article in found if article["author"] == min(a["author"] for a in found)]
        return 200, self.list(found, query, me, feed=True)

    def owned(self, slug: str, me: int | None, what: str) -> dict[str, Any]:
        article = self.by_slug(slug)
        if article["author"] != me and not self.bad(f"anyone may {what}"):
            raise Refused(404 if self.bad(f"404 for a stranger: {what}") else 403, "article")
        return article

    def update_article(self, slug: str) -> tuple[int, Any]:
        if self.bad("404 before 401"):
            self.by_slug(slug)
        me = self.viewer(required=True)
        if self.bad("422 before 404"):
            for field, value in self.wrapped("article", "update article").items():
                if field != "tagList":
                    self.text(value, field, "update article")
        if self.bad("422 before 403"):
            self.by_slug(slug)
            for field, value in self.wrapped("article", "update article").items():
                if field != "tagList":
                    self.text(value, field, "update article")
        article = self.owned(slug, me, "update")
        inner = self.wrapped("article", "update article")
        for field in ("title", "description", "body"):
            if field in inner:
                inner[field] = self.text(inner[field], field, "update article")
        if "tagList" in inner:
            tags = self.tag_list(inner["tagList"], "update article")
            if self.bad("tags are added"):
                tags = list(dict.fromkeys([*article["tags"], *tags]))
            keep_old = self.bad("tagList is not updated") or (not tags and self.bad("empty tagList changes nothing"))
            article["tags"] = article["tags"] if keep_old else tags
        elif self.bad("absent tagList clears"):
            article["tags"] = []
        if "title" in inner:
            changed = inner["title"] != article["title"]
            if (changed and not self.bad("slug never changes")) or self.bad("slug always changes"):
                article["old"].add(article["slug"])
                article["slug"] = self.slug(inner["title"])
                if self.bad("comments lost by a new slug"):
                    self.comments = {n: c for n, c in self.comments.items() if c["article"] != article["id"]}
            article["title"] = inner["title"]
        if "description" in inner and not self.bad("description is not updated"):
            article["description"] = inner["description"]
        if "body" in inner and not self.bad("body is not updated"):
            article["body"] = inner["body"]
        if "description" not in inner and self.bad("absent description clears"):
            article["description"] = ""
        if not self.bad("updatedAt stands still"):
            article["updated"] = self.now()
        if self.bad("createdAt moves"):
            article["created"] = self.now()
        return 200, {"article": self.article(article, me)}

    def delete_article(self, slug: str) -> tuple[int, Any]:
        me = self.viewer(required=True)
        article = self.owned(slug, me, "delete")
        if self.bad("delete is not stored"):
            return 204, None
        self.orphans[slug] = {who for who, liked in self.favorites if liked == article["id"]}
        self.orphan_comments[slug] = [c for c in self.comments.values() if c["article"] == article["id"]]
        if self.bad("tags outlive their articles"):
            self.ghost_tags.update(article["tags"])
        if self.bad("deleting takes tags from others"):
            for other in self.articles.values():
                other["tags"] = [tag for tag in other["tags"] if tag not in article["tags"]]
        if self.bad("deleted articles stay in lists"):
            self.ghosts.append(article)
        del self.articles[article["id"]]
        self.favorites = {pair: at for pair, at in self.favorites.items() if pair[1] != article["id"]}
        if not self.bad("comment rows outlive the article"):
            self.comments = {n: c for n, c in self.comments.items() if c["article"] != article["id"]}
        if self.bad("delete article is 200"):
            return 200, {}
        return 204, ({} if self.bad("delete article has a body") else None)

    # --- comments ---------------------------------------------------------------------------------------------------

    def comment(self, comment: dict[str, Any], me: int | None) -> Any:
        shown = {
            "id": comment["id"], "body": comment["body"], "createdAt": comment["created"],
            "updatedAt": comment["created"], "author": self.author(comment["author"], me),
        }  # fmt: skip
        if self.bad("comment id is text"):
            shown["id"] = str(shown["id"])
        return shown

    def create_comment(self, slug: str) -> tuple[int, Any]:
        me = self.viewer(required=True)
        article = {"id": 0} if self.bad("comment on nothing") else None
        try:
            article = self.by_slug(slug)
        except Refused:
            if article is None:
                if self.bad("comment: 422 before 404"):
                    self.text(self.wrapped("comment", "comment").get("body"), "body", "comment")
                raise
        inner = self.wrapped("comment", "comment")
        body = self.text(inner.get("body"), "body", "comment")
        number = self.fresh()
        self.comments[number] = {
            "id": number, "article": article["id"], "author": me, "body": body, "created": self.now(),
        }  # fmt: skip
        if self.bad("comments touch the article"):
            article["updated"] = self.now()
        status = 200 if self.bad("create comment is 200") else 201
        return status, {"comment": self.comment(self.comments[number], me)}

    def list_comments(self, slug: str) -> tuple[int, Any]:
        me = self.viewer(optional="comments")
        if self.bad("comments of nothing are empty") and slug not in [a["slug"] for a in self.articles.values()]:
            return 200, {"comments": []}
        article = self.by_slug(slug)
        found = [c for c in self.comments.values() if c["article"] == article["id"]]
        if self.bad("comments of every article"):
            found = list(self.comments.values())
        if self.bad("only the viewer's comments"):
            found = [c for c in found if c["author"] == me]
        return 200, {"comments": [self.comment(c, me) for c in found]}

    def delete_comment(self, slug: str, number: str) -> tuple[int, Any]:
        me = self.viewer(required=True)
        article = self.by_slug(slug)
        if not number.isdigit():
            raise Refused(422 if self.bad("non-integer id is 422") else 404, "comment")
        comment = self.comments.get(int(number))
        if comment is None and self.bad("unknown comment is 204"):
            return 204, None
        if comment is None:
            raise Refused(404, "comment")
        if comment["article"] != article["id"] and not self.bad("comment under any article"):
            raise Refused(404, "comment")
        by_owner = article["author"] == me and self.bad("the article's owner may delete comments")
        if comment["author"] != me and not by_owner and not self.bad("anyone may delete a comment"):
            raise Refused(403, "comment")
        if self.bad("delete takes every comment"):
            self.comments = {n: c for n, c in self.comments.items() if c["article"] != article["id"]}
        if not self.bad("comment delete is not stored"):
            self.comments.pop(int(number), None)
        return 204, ({} if self.bad("delete comment has a body") else None)

    # --- favorites and tags -----------------------------------------------------------------------------------------

    def favorite(self, method: str, slug: str) -> tuple[int, Any]:
        me = self.viewer(required=True)
        assert me is not None
        if self.raw and self.bad("bodies are not ignored"):
            raise Refused(422)
        if not self.raw and "content-type" in self.headers and self.bad("an empty JSON body is malformed"):
            raise Refused(422)
        article = self.by_slug(slug)
        pair = (me, article["id"])
        if method == "POST":
            if pair in self.favorites and self.bad("second favorite is 422"):
                raise Refused(422)
            if self.bad("second favorite counts") and pair in self.favorites:
                self.favorites[(-self.fresh(), article["id"])] = 0
            if self.bad("favorite not stored"):
                return 200, {"article": {**self.article(article, me), "favorited": True, "favoritesCount": 1}}
            if self.bad("one favorite for all") and any(liked == article["id"] for _, liked in self.favorites):
                return 200, {"article": {**self.article(article, me), "favorited": True}}
            self.favorites.setdefault(pair, self.fresh())
        else:
            if pair not in self.favorites and self.bad("second unfavorite is 404"):
                raise Refused(404)
            if self.bad("unfavorite for everyone"):
                self.favorites = {other: at for other, at in self.favorites.items() if other[1] != article["id"]}
            if not self.bad("unfavorite not stored"):
                self.favorites.pop(pair, None)
            elif pair in self.favorites:
                shown = self.article(article, me)
                return 200, {"article": {**shown, "favorited": False, "favoritesCount": shown["favoritesCount"] - 1}}
        if self.bad("favorites touch the article"):
            article["updated"] = self.now()
        return 200, {"article": self.article(article, me)}

    def tags(self) -> tuple[int, Any]:
        if self.bad("tags redirect"):
            return 308, None
        if self.bad("tags look at the header"):
            self.viewer()
        if self.bad("tags need a token"):
            self.viewer(required=True)
        found = [tag for article in self.articles.values() for tag in article["tags"]]
        if not self.bad("tags repeat"):
            found = list(dict.fromkeys(found))
        if self.bad("tags are capped"):
            found = found[:3]
        return 200, {"tags": list(dict.fromkeys([*found, *self.ghost_tags])) if self.ghost_tags else found}

    # --- what the judge would do beside it --------------------------------------------------------------------------

    def forget(self) -> None:
        """A restart, as a server with these defects would survive it."""
        self.restarted = True
        if self.bad("restart loses users"):
            self.users.clear()
            self.articles.clear()
        if self.bad("restart loses articles"):
            self.articles.clear()
        if self.bad("restart loses comments"):
            self.comments.clear()
        if self.bad("restart loses favorites"):
            self.favorites.clear()
        if self.bad("restart loses follows"):
            self.follows.clear()
        if self.bad("restart loses tags"):
            for article in self.articles.values():
                article["tags"] = []

    def dump(self) -> str:
        """Every row as text."""
        if self.bad("nothing in the database"):
            return ""
        tables: list[Any] = [self.users, self.articles, self.comments]
        if self.bad("comments not in the database"):
            tables.pop()
        return "\n".join(str(value) for table in tables for row in table.values() for value in row.values())


def names_in_source() -> Iterator[str]:
    """The switches as they stand in the code above, so that none is forgotten."""
    source = Path(__file__).read_text(encoding="utf-8")
    for template in re.findall(r'\.bad\(f?"([^"]+)"\)', source):
        yield from _expanded(template)


def _expanded(template: str) -> Iterator[str]:
    places = {
        "{optional}": ("profile", "articles", "article", "comments"),
        "{what}": ("update", "delete"),
        "another's {field}": ("username", "email"),
        "null keeps {field}": ("bio", "image"),
        "absent clears {field}": ("bio", "image"),
    }
    if "{where}" in template:
        body = ("register", "login", "update user", "create article", "update article", "comment")
        wheres = ("register", "update user") if template.startswith("duplicate") else body
        if template.startswith("duplicate is kept"):
            wheres = ("register",)
        for where in wheres:
            for field in _fields(where) if "{field}" in template else ("",):
                yield template.replace("{where}", where).replace("{field}", field)
        return
    for mark, values in places.items():
        if mark in template or (mark.endswith("{field}") and template.startswith(mark)):
            hole = "{" + mark.partition("{")[2]
            yield from (template.replace(hole, value) for value in values)
            return
    yield template


def _fields(where: str) -> tuple[str, ...]:
    return {
        "register": ("username", "email", "password"),
        "login": ("email", "password"),
        "update user": ("username", "email", "password"),
        "create article": ("title", "description", "body"),
        "update article": ("title", "description", "body"),
        "comment": ("body",),
    }[where]


switch(*names_in_source())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    conduit: Conduit
    exchanges: list[tuple[str, str, int, Any]]

    def handle_any(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, value = self.conduit.answer(self.command, self.path, headers, raw)
        self.exchanges.append((self.command, self.path, status, value))
        body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        if body or status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Beside:
    """The environment that a judge would be: restarts by forgetting, reads the double's rows."""

    def __init__(self, conduit: Conduit, database: str | None) -> None:
        self.conduit = conduit
        self.database = database

    def restart(self) -> bool:
        self.conduit.forget()
        return not self.conduit.bad("does not start again")

    def found_in_database(self, needles: Any) -> frozenset[str] | None:
        if self.conduit.bad("no database"):
            return None
        rows = self.conduit.dump()
        return frozenset(needle for needle in needles if needle in rows)

    def log_mark(self) -> int:
        return 0

    def log_since(self, mark: int) -> str:
        return "a line of log\n"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """A server on a free loopback port, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def handler_for(conduit: Conduit) -> type[Handler]:
    return type("ConduitHandler", (Handler,), {"conduit": conduit, "exchanges": []})
