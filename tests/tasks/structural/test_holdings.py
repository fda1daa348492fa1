"""What expressions may hold, followed through variables, parameters and contexts; circles and long chains end."""

from __future__ import annotations

import time

from tasks.catalogue import find
from tasks.structural.case import Case
from tasks.structural.verify import verify


def held(files: dict[str, str], task: str, path: str, scope: str, *steps: str) -> set[tuple[str, str, str]]:
    case = Case.of(find(task), {name: text.encode() for name, text in files.items()}, None)
    case.holdings.begin()
    return {tuple(thing) for thing in case.holdings.of(path, scope, steps)}


STORE = "class TagStore:\n    def __init__(self):\n        self.rows = []\n"


def test_a_parameter_holds_what_callers_hand_over() -> None:
    files = {
        "repositories/tags.py": STORE,
        "routes/tags.py": "def make(tags, other):\n    return tags.all()\n",
        "main.py": "from repositories.tags import TagStore\nfrom routes.tags import make\n"
        "make(other=1, tags=TagStore())\n",
    }
    assert held(files, "flask/clean", "routes/tags.py", "make", "tags") == {
        ("object", "repositories/tags.py", "TagStore")
    }
    assert held(files, "flask/clean", "routes/tags.py", "make", "other") == set()


def test_what_hangs_on_the_app_is_found_by_its_key() -> None:
    files = {
        "repositories/tags.py": STORE,
        "routes/tags.py": "def index(request):\n    return request.app['tags'].all()\n",
        "main.py": "from repositories.tags import TagStore\ndef build(app):\n    app['tags'] = TagStore()\n",
    }
    found = held(files, "aiohttp/clean", "routes/tags.py", "index", "request", "app", "tags")
    assert found == {("object", "repositories/tags.py", "TagStore")}
    assert held(files, "aiohttp/clean", "routes/tags.py", "index", "request", "app", "users") == set()


def test_a_closure_and_a_literal_are_seen_through() -> None:
    files = {
        "repositories/tags.js": "class TagStore { all() { return []; } }\nmodule.exports = TagStore;\n",
        "routes/tags.js": "module.exports = ({ stores: { tags } }) => (req, res) => res.json(tags.all());\n",
        "index.js": "const routes = require('./routes/tags');\nconst TagStore = require('./repositories/tags');\n"
        "const build = () => ({ tags: new TagStore() });\nconst stores = build();\nroutes({ stores });\n",
    }
    case = Case.of(find("express/clean"), {name: text.encode() for name, text in files.items()}, None)
    case.holdings.begin()
    ask = next(ask for ask in case.facts("routes/tags.js").flows.asks if ask.name == "all")
    found = case.holdings.of("routes/tags.js", ask.scope, ask.on)
    assert [thing.name for thing in found] == ["TagStore"]


def test_circles_end() -> None:
    files = {
        "a.py": "from b import y\nx = y\ndef f(p):\n    return f(p) or g(p)\ndef g(q):\n    return f(q).x.y.z\nf(x)\n",
        "b.py": "from a import x\ny = x\nclass A(A):\n"
        "    def __getattr__(self, n):\n        return getattr(self.k, n)\n",
    }
    assert held(files, "flask/clean", "a.py", "", "f", "()", "x") == set()
    assert held(files, "flask/clean", "b.py", "", "A", "()", "k", "m") == set()


def test_long_chains_cost_little() -> None:
    lines = ["class R:", "    def all(self):", "        return []", "x0 = R()"]
    lines += [f"x{n} = x{n - 1}.m(x{n - 1}) or x{n // 2}" for n in range(1, 3000)]
    routes = "\n".join(["from repositories.r import *", *(f"def f{n}(a, b=x{n}): a.all(b.all())" for n in range(3000))])
    files = {
        "repositories/r.py": "\n".join(lines).encode(),
        "routes/r.py": routes.encode(),
        "main.py": b"import routes.r",
    }
    begun = time.process_time()
    verify(files, find("flask/clean"))
    assert time.process_time() - begun < 10
