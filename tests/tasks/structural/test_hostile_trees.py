"""Foreign trees are hostile: whatever they hold, the verifier answers, in time, and never runs or imports any of it."""

from __future__ import annotations

import random
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.scorecard import Structural
from tasks.structural.as_paper import verify_as_paper
from tasks.structural.verify import verify

PYTHON = find("flask/clean+sqlite+orm")
NODE = find("express/clean+postgres+orm")
MIB = 1024 * 1024
DEEP = {
    "brackets": b"(" * 100_000,
    "sum": b"x = " + b"1 + " * 50_000 + b"1",
    "attributes": b"x" + b".a" * 50_000,
    "calls": b"x" + b"()" * 20_000,
    "not": b"not " * 50_000 + b"x",
    "texts": b"x = " + b"'SELECT ' + " * 20_000 + b"'1'",
    "lambda": b"x = " + b"lambda: " * 20_000 + b"1",
    "indent": b"".join(b" " * i + b"if x:\n" for i in range(95)) + b" " * 95 + b"pass\n",
    "else-if": b"if (a) {} " + b"else if (a) {} " * 20_000,
    "templates": b"`${" * 50_000,
    "regex": b"/[" * 20_000,
    "arrows": b"x = " + b"a => " * 20_000 + b"1",
    "arrays": b"[" * 5_000 + b"]" * 5_000,
    "members": b"x = a" + b".b(c)" * 5_000,
}


def judged(files: dict[str, bytes]) -> Structural:
    for task in (PYTHON, NODE):
        verify_as_paper(files, task)
        found = verify(files, task)
    return found


paths = st.sampled_from(
    ["run.sh", "main.py", "app/__init__.py", "app/routes/a.py", "app/services/b.py", "app/models/c.py", "src/index.js",
     "src/routes/d.ts", "src/repositories/e.mjs", "package.json", "tsconfig.json", "requirements.txt", "pyproject.toml",
     "schema.sql", ".env", "a/b/c/d.tsx"]
)  # fmt: skip
snippets = st.sampled_from(
    [b"from app.services import b\n", b"import app.routes.a as a\n", b"from . import *\n", b"from ...x import y\n",
     b"require('../routes/d');\n", b"export * from './e.mjs';\n", b"import x from '#x/y';\n", b"x = {\n", b"`${",
     b'"""', b"f'{x!r:{y}}'\n", b"SELECT * FROM users", b"\xff\xfe\x00", b"class A(A): pass\n", b"A = A\n",
     b"cd /workspace && python -m app.main & node src/index.js; bash run.sh\n", b"exec python main.py <<EOF\nx\n",
     b'{"imports": {"#x/*": [1, {"a": "./src/*"}]}, "scripts": {"start": "npm start"}, "dependencies": 3}',
     b'{"compilerOptions": {"paths": {"*": ["*"]}, "baseUrl": "../.."}, }', b"[project]\ndependencies = [3]\n",
     b"import_module('app.' + x)\n", b"const {a, ...b} = require(`./${c}`);\n", b"=== ", b"# ", b"\r\n", b"\t"]
)  # fmt: skip
contents = st.lists(st.one_of(snippets, st.binary(max_size=30)), max_size=12).map(b"".join)


@given(st.dictionaries(paths, contents, max_size=10))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_tree_gets_an_answer(files: dict[str, bytes]) -> None:
    found = judged(files)
    for verdict in found.verdicts().values():
        assert verdict.compliant == (not verdict.findings)
        for finding in verdict.findings:
            assert finding.line >= 1
            assert 0 < finding.confidence <= 1


@pytest.mark.parametrize("name", list(DEEP))
@pytest.mark.parametrize("path", ["app/services/deep.py", "src/services/deep.js", "src/services/deep.ts"])
def test_deep_nesting_is_survived(name: str, path: str) -> None:
    begun = time.monotonic()
    judged({path: DEEP[name], "main.py": b"import app.services.deep\n"})
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("share", range(10))
def test_a_truncated_build_is_survived(share: int) -> None:
    for task in (PYTHON, NODE):
        cut = {path: data[: len(data) * share // 10] for path, data in reference(task).items()}
        judged(cut)
        found = verify(cut, task)
        assert found.broken(), "a build that ends in the middle is not whole"
        places = {(f.path, f.line) for verdict in found.verdicts().values() for f in verdict.findings}
        assert all(path in cut and line <= cut[path].count(b"\n") + 1 for path, line in places)


def test_binary_and_huge_files_are_named_and_skipped() -> None:
    noise = random.Random(7).randbytes(200_000)
    files = {
        "run.sh": b"python main.py",
        "main.py": b"import flask\nimport app.big\nimport app.noise\nflask.Flask(__name__)\n",
        "app/big.py": b"x = 1\n" * MIB,
        "app/noise.py": noise,
        "src/noise.js": noise,
        "logo.png": noise,
    }
    found = verify(files, find("flask/none")).framework.findings
    assert {finding.path for finding in found if finding.rule == "unparsable"} == {"app/big.py", "app/noise.py"}


def test_modules_that_import_each_other_in_circles_are_survived() -> None:
    files = {
        f"app/m{i}.py": f"from app.m{(i + 1) % 300} import x, y as z\nfrom app.m{i} import *\n".encode()
        for i in range(300)
    }
    files |= {
        f"src/m{i}.js": f"export * from './m{(i + 1) % 300}.js';\nimport {{x}} from './m{i}.js';\n".encode()
        for i in range(300)
    }
    files["app/m0.py"] += b"print('up')\n"
    files["app/m299.py"] += b"from flask import Flask\nFlask(__name__)\n"
    files["src/m299.js"] += b"import express from 'express';\nexpress().listen(3000);\n"
    files["run.sh"] = b"python -m app.m0\nnode src/m0.js\nbash run.sh\n"
    judged(files)
    # The apps lie at the far end of both circles: only who has followed them all the way has seen them.
    assert [f.path for f in verify(files, find("flask/none")).framework.findings] == ["src/m299.js"]
    assert [f.path for f in verify(files, find("express/none")).framework.findings] == ["app/m299.py"]


def test_scripts_that_call_each_other_in_circles_are_survived() -> None:
    files = {
        "run.sh": b"bash a.sh\nnpm start\nnode first.js\n",
        "a.sh": b"sh run.sh\nsource a.sh\nnpm run last\n",
        "package.json": b'{"scripts": {"start": "npm run start && start", "prestart": "npm start", "last": "node b"}}',
        "first.js": b"console.log('up');\n",
        "b.js": b"require('express')().listen(3000);\n",
    }
    judged(files)
    assert verify(files, find("express/none")).framework.compliant, "what comes after a circle is still read"
    silent = {**files, "a.sh": b"sh run.sh\nsource a.sh\n"}
    assert not verify(silent, find("express/none")).framework.compliant


def test_names_that_are_made_of_each_other_are_survived() -> None:
    files = {
        "main.py": b"import app.routes.a\n",
        "app/routes/a.py": b"from app.helpers import a, c\nprint(a, c)\n",
        "app/helpers.py": b"a = b\nb = a\nc = d()\ndef d(): return e()\ne = d()\n",
    }
    judged(files)


@pytest.mark.parametrize("said", ["Optional[()]", "Annotated[()]", "Final[(),]", "Union[()] | None"])
def test_an_annotation_of_nothing_is_survived(said: str) -> None:
    judged({"main.py": f"x: {said} = 1\ndef f(a: {said}) -> {said}: ...\n".encode()})


def test_a_container_of_thousands_of_providers_costs_little() -> None:
    count = 800
    kinds = "\n".join(f"class Kind{n}:\n    users = providers.Singleton{n}(UserRepository)" for n in range(count))
    names = "\n".join(f"from app.container import Kind{n}" for n in range(count))
    begun = time.process_time()
    judged({"main.py": b"import app.routes.a\n", "app/routes/a.py": names.encode(), "app/container.py": kinds.encode()})
    assert time.process_time() - begun < 10


def test_nothing_of_the_tree_is_imported_or_run(capfd: pytest.CaptureFixture[str]) -> None:
    before = set(sys.modules)
    hostile = b"print('PWNED')\nimport sys\nsys.modules['pwned'] = sys\nexec('print(1)')\n"
    judged({"main.py": hostile, "sqlalchemy.py": hostile, "tasks/structural/verify.py": hostile, "setup.py": hostile})
    assert "pwned" not in sys.modules
    assert not [name for name in set(sys.modules) - before if name in ("main", "sqlalchemy", "setup")]
    assert "PWNED" not in capfd.readouterr().out


def test_an_empty_tree_breaks_what_is_demanded() -> None:
    assert verify({}, PYTHON).broken() == ("framework", "architecture", "database", "orm")
    assert verify({}, find("koa/none")).broken() == ("framework",)
