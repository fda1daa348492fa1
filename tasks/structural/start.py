"""What runs when the app is started: run.sh, followed to the modules it names."""

from __future__ import annotations

import itertools
import posixpath
import re
import shlex
from collections.abc import Mapping

import msgspec

from tasks.structural.manifest import Manifest, Package

_SERVERS = {"uvicorn", "gunicorn", "hypercorn", "daphne", "waitress-serve", "granian", "quart", "fastapi", "flask"}
_RUNNERS = {"node", "tsx", "ts-node", "ts-node-dev", "nodemon", "bun", "deno", "nodejs", "esno", "swc-node"}
_WORDS = {"exec", "exec-env", "env", "sudo", "nohup", "time", "if", "then", "else", "do", "!", "&&", "||", "npx",
"pnpm", "yarn",
          "poetry", "uv", "cross-env", "dotenv", "command"}  # fmt: skip
_ASSIGN = re.compile(r"^([A-Za-z_]\w*)=(.*)$", re.S)
_DEFAULT = re.compile(r"^\$\{\w+:?[-=](.*)\}$", re.S)
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n(.*?)^\s*\2\s*$", re.S | re.M)


class Start(msgspec.Struct):
    """What the start-up script names: files, dotted modules, Python code in strings, and the environment it sets.

    `commands` are its command lines as words; `found` is False when there is no script to follow.
    """

    files: list[str] = []
    modules: list[str] = []
    code: list[str] = []
    env: dict[str, str] = {}
    roots: list[str] = []
    commands: list[list[str]] = []
    found: bool = False


def read(files: Mapping[str, bytes], manifest: Manifest) -> Start:
    """Follows run.sh (and the scripts and npm scripts that it calls)."""
    start = Start(files=[], modules=[], code=[], env={}, roots=[], commands=[], found=False)
    if "run.sh" in files:
        start.found = True
        _script(files["run.sh"][:100_000].decode("utf-8", "replace"), "", start, files, manifest, 0)
    _dotenv(files, start)
    return start


def _dotenv(files: Mapping[str, bytes], start: Start) -> None:
    """A `.env` file counts for what the script leaves open."""
    for line in files.get(".env", b"")[:20_000].decode("utf-8", "replace").splitlines():
        found = _ASSIGN.match(line.strip().removeprefix("export "))
        if found:
            start.env.setdefault(found.group(1), found.group(2).strip().strip("\"'"))


def _script(text: str, folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int) -> None:
    if depth > 5:
        return
    for found in _HEREDOC.finditer(text):
        start.code.append(found.group(3)[:20_000])
    text = _HEREDOC.sub("\n", text)
    for line in _lines(text):
        words = _words(line)
        if words:
            folder = _command(words, folder, start, files, manifest, depth)


def _lines(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    lines: list[str] = []
    pending = ""
    for line in joined.splitlines():
        if not pending and line.lstrip().startswith("#"):
            continue
        pending = f"{pending}\n{line}" if pending else line
        if (pending.count('"') % 2 == 0 and pending.count("'") % 2 == 0) or len(pending) > 5000:
            lines.append(pending)
            pending = ""
    if pending:
        lines.append(pending)
    return lines[:2000]


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();&|")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)[:400]
    except ValueError:
        return line.split()[:400]


def _command(
    words: list[str], folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int
) -> str:
    """Reads one line, which may chain several commands; gives back the folder that later lines run in."""
    current: list[str] = []
    for word in [*words, ";"]:
        if word and set(word) <= set(";&|()"):
            if current:
                folder = _simple(current, folder, start, files, manifest, depth)
            current = []
        else:
            current.append(word)
    return folder


def _simple(
    words: list[str], folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int
) -> str:
    while words and (words[0] in _WORDS or words[0] == "export" or _ASSIGN.match(words[0]) or words[0] == "run"):
        if found := _ASSIGN.match(words[0]):
            _assign(found.group(1), found.group(2), folder, start)
        words = words[1:]
    if not words:
        return folder
    start.commands.append(words)
    tool, rest = posixpath.basename(words[0]), words[1:]
    if tool == "cd" and rest:
        return _under(folder, rest[0])
    if tool in ("bash", "sh", "source", ".") or words[0].endswith(".sh"):
        name = next((w for w in ([words[0], *rest] if words[0].endswith(".sh") else rest) if not w.startswith("-")), "")
        path = _under(folder, name)
        if path != "run.sh" and path in files:
            _script(files[path][:100_000].decode("utf-8", "replace"), folder, start, files, manifest, depth + 1)
    elif re.fullmatch(r"python[\d.]*|pypy3?", tool):
        _python(rest, folder, start)
    elif tool in _SERVERS:
        _served(tool, rest, folder, start)
    elif tool in _RUNNERS:
        _node(rest, folder, start)
    elif tool == "npm":
        _npm(rest, folder, start, files, manifest, depth)
    elif tool == "alembic":
        start.files.append(_under(folder, "alembic/env.py"))
        start.files.append(_under(folder, "migrations/env.py"))
    elif (scripted := _scripted(tool, folder, manifest)) is not None and depth < 5:
        _script(scripted, folder, start, files, manifest, depth + 1)
    return folder


def _assign(name: str, raw: str, folder: str, start: Start) -> None:
    found = _DEFAULT.match(raw)
    value = found.group(1) if found else raw
    start.env[name] = value.strip("\"'")
    if name == "PYTHONPATH":
        start.roots.extend(
            _under(folder, part.replace("$(pwd)", ".").replace("$PWD", ".")) for part in value.split(":")
        )
    elif name == "FLASK_APP":
        _target(value, folder, start)


def _under(folder: str, name: str) -> str:
    if not name or name.startswith(("$", '"$', "`")):
        # `cd "$(dirname "$0")"` and its relatives stay where the script lies.
        return folder
    name = name.removeprefix("/workspace/") if name.startswith("/workspace") else name
    path = posixpath.normpath(posixpath.join(folder, name))
    return "" if path in (".", "/", "/workspace") else path


def _target(text: str, folder: str, start: Start) -> None:
    """`app.main:app`, `src/app.py`, `app:create_app()`."""
    name = text.split(":")[0]
    if name.endswith((".py", ".js", ".ts", ".mjs", ".cjs")) or "/" in name:
        start.files.append(_under(folder, name))
    elif name:
        start.modules.append(name)
        start.roots.append(folder)


def _python(rest: list[str], folder: str, start: Start) -> None:
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
            if name in _SERVERS:
                _served(name, rest, folder, start)
            elif name not in ("pip", "venv", "compileall", "http"):
                start.modules.append(name)
            return
        if word in ("-W", "-X"):
            rest = rest[1:]
        elif not word.startswith("-"):
            path = _under(folder, word)
            start.files.append(path)
            start.roots.extend((posixpath.dirname(path), folder))
            return


def _served(tool: str, rest: list[str], folder: str, start: Start) -> None:
    options = dict(itertools.pairwise(rest))
    if inside := options.get("--app-dir") or options.get("--chdir"):
        folder = _under(folder, inside)
    for flag in ("--app", "-A"):
        if flag in options:
            _target(options[flag], folder, start)
    for word in rest:
        if word.startswith("--app="):
            _target(word[6:], folder, start)
        elif re.fullmatch(r"[\w.]+:[\w.]+(?:\(.*\))?", word) and not re.fullmatch(r"[\d.]+:\d+", word):
            _target(word, folder, start)
        elif word.endswith(".py"):
            start.files.append(_under(folder, word))
    start.roots.append(folder)
    if tool == "flask" and "FLASK_APP" not in start.env and "--app" not in options:
        start.files.extend(_under(folder, name) for name in ("app.py", "wsgi.py"))
    if tool == "gunicorn":
        start.modules.extend(w for w in rest if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)+", w))


def _node(rest: list[str], folder: str, start: Start) -> None:
    rest = list(rest)
    while rest:
        word = rest.pop(0)
        if word in ("-r", "--require", "--import", "--loader", "--env-file", "--exec", "-x") and rest:
            following = rest.pop(0)
            if following.startswith("."):
                start.files.append(_under(folder, following))
        elif word in ("-e", "--eval") and rest:
            start.code.append(rest[0])
            return
        elif word in ("watch", "run"):
            continue
        elif not word.startswith("-"):
            start.files.append(_under(folder, word))
            return


def _npm(
    rest: list[str], folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int
) -> None:
    options = dict(itertools.pairwise(rest))
    if prefix := options.get("--prefix"):
        folder = _under(folder, prefix)
    words = [word for word in rest if not word.startswith("-")]
    if not words or depth > 4:
        return
    name = words[1] if words[0] in ("run", "run-script") and len(words) > 1 else words[0]
    package = next((p for p in manifest.packages if p.base == folder), None)
    if package is None or words[0] not in ("run", "run-script", "start", "restart"):
        return
    _npm_script(name, package, folder, start, files, manifest, depth)


def _npm_script(
    name: str, package: Package, folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int
) -> None:
    for part in (f"pre{name}", name):
        if part in package.scripts:
            _script(package.scripts[part], folder, start, files, manifest, depth + 1)
    if name == "start" and "start" not in package.scripts:
        start.files.append(_under(folder, "server.js"))


def _scripted(tool: str, folder: str, manifest: Manifest) -> str | None:
    package = next((p for p in manifest.packages if p.base == folder), None)
    return package.scripts.get(tool) if package is not None else None
