"""A Conduit that knows nothing of Spar: /v2 instead of /api, 200 instead of 201, errors as {"message": ...}, no health
check, a port from its environment, users and articles in one dictionary."""

import hmac
import itertools
import json
import os
import re
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

KEY = os.urandom(16)
users, articles, comments, follows = {}, {}, {}, set()
numbers = itertools.count(1)


class Trouble(Exception):
    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


def now():
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def sign(number):
    return f"{number}.{hmac.new(KEY, str(number).encode(), 'sha256').hexdigest()}"


def profile(user, viewer):
    following = viewer is not None and (viewer["id"], user["id"]) in follows
    return {"username": user["username"], "bio": user["bio"], "image": user["image"], "following": following}


def account(user):
    return {"user": {**{k: user[k] for k in ("email", "username", "bio", "image")}, "token": sign(user["id"])}}


def shown(article, viewer):
    names = ("slug", "title", "description", "body", "tagList", "createdAt", "updatedAt")
    return {
        **{name: article[name] for name in names},
        "favorited": viewer is not None and viewer["id"] in article["fans"],
        "favoritesCount": len(article["fans"]),
        "author": profile(users[article["author"]], viewer),
    }


def listed(found, viewer, query):
    limit, offset = int(query.get("limit", 20)), int(query.get("offset", 0))
    found = sorted(found, key=lambda article: -article["id"])
    page = found[offset : offset + limit]
    return {"articles": [shown(article, viewer) for article in page], "articlesCount": len(found)}


def part(body, name, fields, partial=False):
    values = body.get(name) if isinstance(body, dict) else None
    if not isinstance(values, dict):
        raise Trouble(422, f"{name} is missing")
    for field in fields:
        value = values.get(field)
        if partial and field not in values:
            continue
        if not isinstance(value, str) or not value.strip():
            raise Trouble(422, f"{field} can't be blank")
    return values


def unique(values, user=None):
    for name in ("email", "username"):
        if any(other[name] == values.get(name) and other is not user for other in users.values()):
            raise Trouble(422, f"{name} is taken")


def named(username):
    found = next((user for user in users.values() if user["username"] == username), None)
    if found is None:
        raise Trouble(404, "no such user")
    return found


def slug_for(title, old=None):
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "article"
    while (slug in articles and slug != old) or slug == "feed":
        slug += f"-{next(numbers)}"
    return slug


def article_of(slug, owner=None):
    if slug not in articles:
        raise Trouble(404, "no such article")
    if owner is not None and articles[slug]["author"] != owner["id"]:
        raise Trouble(403, "not yours")
    return articles[slug]


def tags_in(values):
    tags = values.get("tagList", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Trouble(422, "tagList must be strings")
    return list(dict.fromkeys(tags))


def answer(method, path, query, body, me):
    def need():
        if me is None:
            raise Trouble(401, "log in first")
        return me

    match [method, *path]:
        case ["POST", "users"]:
            values = part(body, "user", ("username", "email", "password"))
            unique(values)
            user = {"id": next(numbers), "bio": None, "image": None}
            user |= {name: values[name] for name in ("username", "email", "password")}
            users[user["id"]] = user
            return account(user)
        case ["POST", "users", "login"]:
            values = part(body, "user", ("email", "password"))
            for user in users.values():
                if (user["email"], user["password"]) == (values["email"], values["password"]):
                    return account(user)
            raise Trouble(401, "wrong email or password")
        case ["GET", "user"]:
            return account(need())
        case ["PUT", "user"]:
            values = part((need(), body)[1], "user", ("username", "email", "password"), partial=True)
            unique(values, me)
            me.update({k: v for k, v in values.items() if k in ("username", "email", "password", "bio", "image")})
            return account(me)
        case ["GET", "profiles", username]:
            return {"profile": profile(named(username), me)}
        case ["POST" | "DELETE", "profiles", username, "follow"]:
            pair = (need()["id"], named(username)["id"])
            if method == "POST" and pair[0] == pair[1]:
                raise Trouble(422, "not yourself")
            (follows.add if method == "POST" else follows.discard)(pair)
            return {"profile": profile(named(username), me)}
        case ["GET", "articles"]:
            found = list(articles.values())
            if "tag" in query:
                found = [article for article in found if query["tag"] in article["tagList"]]
            if "author" in query:
                found = [article for article in found if users[article["author"]]["username"] == query["author"]]
            if "favorited" in query:
                fans = {user["id"] for user in users.values() if user["username"] == query["favorited"]}
                found = [article for article in found if fans & article["fans"]]
            return listed(found, me, query)
        case ["GET", "articles", "feed"]:
            need()
            found = [article for article in articles.values() if (me["id"], article["author"]) in follows]
            return listed(found, me, query)
        case ["POST", "articles"]:
            values = part((need(), body)[1], "article", ("title", "description", "body"))
            article = {"id": next(numbers), "author": me["id"], "fans": set(), "tagList": tags_in(values)}
            article |= {name: values[name] for name in ("title", "description", "body")}
            article["slug"] = slug_for(values["title"])
            article["createdAt"] = article["updatedAt"] = now()
            articles[article["slug"]] = article
            return {"article": shown(article, me)}
        case ["GET", "articles", slug]:
            return {"article": shown(article_of(slug), me)}
        case ["PUT", "articles", slug]:
            article = article_of(slug, need())
            values = part(body, "article", ("title", "description", "body"), partial=True)
            if "tagList" in values:
                article["tagList"] = tags_in(values)
            if values.get("title", article["title"]) != article["title"]:
                del articles[slug]
                article["slug"] = slug_for(values["title"], slug)
                articles[article["slug"]] = article
            article.update({k: v for k, v in values.items() if k in ("title", "description", "body")})
            article["updatedAt"] = now()
            return {"article": shown(article, me)}
        case ["DELETE", "articles", slug]:
            article_of(slug, need())
            del articles[slug]
            for number in [number for number, comment in comments.items() if comment["slug"] == slug]:
                del comments[number]
            return None
        case ["POST" | "DELETE", "articles", slug, "favorite"]:
            article = article_of((need(), slug)[1])
            (article["fans"].add if method == "POST" else article["fans"].discard)(me["id"])
            return {"article": shown(article, me)}
        case ["POST", "articles", slug, "comments"]:
            need(), article_of(slug)
            values = part(body, "comment", ("body",))
            comment = {"id": next(numbers), "slug": slug, "by": me["id"], "body": values["body"], "at": now()}
            comments[comment["id"]] = comment
            return {"comment": said(comment, me)}
        case ["GET", "articles", slug, "comments"]:
            article_of(slug)
            return {"comments": [said(comment, me) for comment in comments.values() if comment["slug"] == slug]}
        case ["DELETE", "articles", slug, "comments", number]:
            need(), article_of(slug)
            comment = comments.get(int(number)) if number.isdigit() else None
            if comment is None or comment["slug"] != slug:
                raise Trouble(404, "no such comment")
            if comment["by"] != me["id"]:
                raise Trouble(403, "not yours")
            del comments[comment["id"]]
            return None
        case ["GET", "tags"]:
            return {"tags": sorted({tag for article in articles.values() for tag in article["tagList"]})}
    raise Trouble(404, "nothing here")


def said(comment, viewer):
    return {
        "id": comment["id"],
        "createdAt": comment["at"],
        "updatedAt": comment["at"],
        "body": comment["body"],
        "author": profile(users[comment["by"]], viewer),
    }


class Conduit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        split = urlsplit(self.path)
        first, *path = [unquote(name) for name in split.path.strip("/").split("/")]
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        try:
            if first != "v2":
                raise Trouble(404, "nothing here")
            open_to_all = path in (["users"], ["users", "login"], ["tags"])
            said, status = answer(self.command, path, query, self.body(raw), None if open_to_all else self.me()), 200
        except Trouble as trouble:
            said, status = {"message": str(trouble)}, trouble.status
        data = b"" if said is None else json.dumps(said).encode()
        self.send_response(204 if said is None else status)
        if said is not None:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = reply  # noqa: N815

    def body(self, raw):
        try:
            return json.loads(raw) if raw else {}
        except ValueError:
            return None

    def me(self):
        header = self.headers.get("Authorization")
        if header is None:
            return None
        kind, _, token = header.partition(" ")
        number = token.partition(".")[0]
        if kind != "Token" or not number.isdigit() or not hmac.compare_digest(token.encode(), sign(number).encode()):
            raise Trouble(401, "no such token")
        if int(number) not in users:
            raise Trouble(401, "no such user")
        return users[int(number)]

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    time.sleep(float(os.environ.get("SLOW", "0")))
    ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Conduit).serve_forever()
