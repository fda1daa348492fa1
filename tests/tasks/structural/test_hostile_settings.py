"""Settings that lead round in circles, or nowhere after thousands of names, cost neither a crash nor a minute."""

from __future__ import annotations

import time

import pytest

from tasks.catalogue import find
from tasks.structural.verify import verify

_ENGINE = b"from sqlalchemy import create_engine\n"
_SEQUELIZE = b"const { Sequelize } = require('sequelize');\n"


def _lines(form: str, count: int) -> bytes:
    return "".join(form.format(a=i, b=i + 1, c=i + 2, d=(i + 1) % count) for i in range(count)).encode()


TREES = {
    "names that stand for one another": (
        "flask/sqlite+orm",
        _ENGINE + _lines("a{a} = a{d} if a{b} == 'x' else a{c} or a{d}\n", 2000) + b"create_engine(a0)\n",
    ),
    "thousands of conditions": (
        "flask/sqlite+orm",
        _ENGINE + _lines("if X{a} == 'a':\n    X{b} = create_engine(X{a})\n", 3000),
    ),
    "a circle of callers": (
        "flask/sqlite+orm",
        _ENGINE + b"def g(x):\n    return create_engine(x)\n" + _lines("def h{a}(x):\n    g(x)\n    h{d}(x)\n", 600),
    ),
    "functions that return one another": (
        "flask/sqlite+orm",
        _ENGINE + _lines("def f{a}(a, b='x'):\n    return f{d}(f{d}(a, b), b)\n", 300) + b"create_engine(f0('a'))\n",
    ),
    "constants of JavaScript": (
        "express/sqlite+orm",
        _SEQUELIZE + _lines("const c{a} = c{b} ? c{c} : process.env.X{a} || c{d};\n", 2000) + b"new Sequelize(c0)\n",
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_settings_without_an_end_are_unknown(name: str) -> None:
    task, source = TREES[name]
    main, command = ("m.js", b"node m.js") if task.startswith("express") else ("main.py", b"python main.py")
    begun = time.process_time()
    verify({"run.sh": command, main: source}, find(task))
    assert time.process_time() - begun < 10
