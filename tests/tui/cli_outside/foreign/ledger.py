"""The whole state as rows of JSON in the PostgreSQL that PG_DSN names; started as a module, says `/healthz`."""

import json
import os

import conduit_core as core
import psycopg

db = psycopg.connect(os.environ["PG_DSN"], autocommit=True)
db.execute("CREATE TABLE IF NOT EXISTS state (kind text PRIMARY KEY, held text NOT NULL)")


def keep():
    for kind in ("users", "articles", "comments", "follows"):
        held = getattr(core, kind)
        plain = list(held.items() if isinstance(held, dict) else held)
        words = json.dumps(plain, default=list, ensure_ascii=False)
        db.execute(
            "INSERT INTO state VALUES (%s, %s) ON CONFLICT (kind) DO UPDATE SET held = excluded.held", (kind, words)
        )


for kind, words in db.execute("SELECT kind, held FROM state"):
    rows = json.loads(words)
    if kind == "follows":
        core.follows.update(map(tuple, rows))
    else:
        getattr(core, kind).update(rows)
for article in core.articles.values():
    article["fans"] = set(article["fans"])
used = [*core.users, *core.comments, *(article["id"] for article in core.articles.values())]
core.numbers = core.itertools.count(max(used, default=0) + 1)


class Server(core.Conduit):
    def reply(self):
        if self.path == "/healthz":
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        super().reply()
        if self.command != "GET":
            keep()

    do_GET = do_POST = do_PUT = do_DELETE = reply  # noqa: N815


core.ThreadingHTTPServer(("127.0.0.1", 9000), Server).serve_forever()
