"""What the programs that start servers are told to run: Python, application servers, Node.js."""

from __future__ import annotations

import itertools
import posixpath
import re

import msgspec

from tasks import catalogue
from tasks.structural.shell_words import under

SERVERS = {"uvicorn", "gunicorn", "hypercorn", "daphne", "waitress-serve", "granian", "quart"} | {
    program for framework in catalogue.frameworks().values() for program in framework.servers
}
RUNNERS = {"node", "tsx", "ts-node", "ts-node-dev", "nodemon", "bun", "deno", "nodejs", "esno", "swc-node"}


class Start(msgspec.Struct):
    """What the start-up script names: files, dotted modules, Python code in strings, and the environment it sets.

    `commands` are its command lines as words; `servers` the programs that start an app; `found` is False when there is
    no script to follow.
    """

    files: list[str] = []
    modules: list[str] = []
    code: list[str] = []
    env: dict[str, str] = {}
    roots: list[str] = []
    commands: list[list[str]] = []
    servers: frozenset[str] = frozenset(SERVERS)
    found: bool = False


def target(text: str, folder: str, start: Start) -> None:
    """`app.main:app`, `src/app.py`, `app:create_app()`."""
    name = text.split(":")[0]
    if name.endswith((".py", ".js", ".ts", ".mjs", ".cjs")) or "/" in name:
        start.files.append(under(folder, name))
    elif name:
        start.modules.append(name)
        start.roots.append(folder)


def python(rest: list[str], folder: str, start: Start) -> None:
    """`python main.py`, `python -m app`, `python -c "..."`: its words without the first."""
    rest = list(rest)
    while rest:
        word = rest.pop(0)
        if word == "-c" and rest:
            start.code.append(rest[0])
            start.roots.append(folder)
            return
        if word == "-m" and rest:
            name = rest.pop(0)
            start.roots.append(folder)
            if name in start.servers:
                served(name, rest, folder, start)
            elif name not in ("pip", "venv", "compileall", "http"):
                start.modules.append(name)
            return
        if word in ("-W", "-X"):
            rest = rest[1:]
        elif not word.startswith("-"):
            path = under(folder, word)
            start.files.append(path)
            start.roots.extend((posixpath.dirname(path), folder))
            return


def served(tool: str, rest: list[str], folder: str, start: Start) -> None:
    """`uvicorn app.main:app`, `flask --app wsgi run` and the like."""
    options = dict(itertools.pairwise(rest))
    if inside := options.get("--app-dir") or options.get("--chdir"):
        folder = under(folder, inside)
    for flag in ("--app", "-A"):
        if flag in options:
            target(options[flag], folder, start)
    for word in rest:
        if word.startswith("--app="):
            target(word[6:], folder, start)
        elif re.fullmatch(r"[\w.]+:[\w.]+(?:\(.*\))?", word) and not re.fullmatch(r"[\d.]+:\d+", word):
            target(word, folder, start)
        elif word.endswith(".py"):
            start.files.append(under(folder, word))
    start.roots.append(folder)
    if tool == "flask" and "FLASK_APP" not in start.env and "--app" not in options:
        start.files.extend(under(folder, name) for name in ("app.py", "wsgi.py"))
    if tool == "gunicorn":
        start.modules.extend(w for w in rest if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)+", w))


def node(rest: list[str], folder: str, start: Start) -> None:
    """`node -r ./env src/server.js`, `tsx watch src/main.ts`."""
    rest = list(rest)
    while rest:
        word = rest.pop(0)
        if word in ("-r", "--require", "--import", "--loader", "--env-file", "--exec", "-x") and rest:
            following = rest.pop(0)
            if following.startswith("."):
                start.files.append(under(folder, following))
        elif word in ("-e", "--eval") and rest:
            start.code.append(rest[0])
            return
        elif word in ("watch", "run"):
            continue
        elif not word.startswith("-"):
            start.files.append(under(folder, word))
            return
