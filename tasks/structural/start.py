"""What runs when the app is started: run.sh, followed to the modules it names."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Mapping

from tasks.structural import dotenv, launchers
from tasks.structural.launchers import RUNNERS, SERVERS, Start
from tasks.structural.manifest import Manifest, Package
from tasks.structural.shell_words import lines_of, under, words_of

_WORDS = {"exec", "exec-env", "env", "sudo", "nohup", "time", "if", "then", "else", "do", "!", "&&", "||", "npx",
"pnpm", "yarn",
          "poetry", "uv", "cross-env", "dotenv", "command"}  # fmt: skip
_ASSIGN = re.compile(r"^([A-Za-z_]\w*)=(.*)$", re.S)
_DEFAULT = re.compile(r"^\$\{\w+:?[-=](.*)\}$", re.S)
_MOST_COMMANDS = 2_000
"""Scripts that call each other by the dozen would be read for hours."""
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n(.*?)^\s*\2\s*$", re.S | re.M)


def read(files: Mapping[str, bytes], manifest: Manifest, command: str = "", servers: Iterable[str] = ()) -> Start:
    """Follows the command that starts the program, or run.sh (and the scripts and npm scripts that it calls)."""
    start = Start(files=[], modules=[], code=[], env={}, roots=[], commands=[], servers=frozenset((*SERVERS, *servers)))
    if command:
        start.found = True
        _script(command, "", start, files, manifest, 0)
    elif "run.sh" in files:
        start.found = True
        _script(files["run.sh"][:100_000].decode("utf-8", "replace"), "", start, files, manifest, 0)
    dotenv.apply(files, manifest, start)
    return start


def _script(text: str, folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int) -> None:
    if depth > 5:
        return
    for found in _HEREDOC.finditer(text):
        start.code.append(found.group(3)[:20_000])
    text = _HEREDOC.sub("\n", text)
    for line in lines_of(text):
        words = words_of(line)
        if words:
            folder = _command(words, folder, start, files, manifest, depth)


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
    if not words or len(start.commands) >= _MOST_COMMANDS:
        return folder
    start.commands.append(words)
    tool, rest = posixpath.basename(words[0]), words[1:]
    if tool == "cd" and rest:
        return under(folder, rest[0])
    if tool in ("bash", "sh", "source", ".") or words[0].endswith(".sh"):
        name = next((w for w in ([words[0], *rest] if words[0].endswith(".sh") else rest) if not w.startswith("-")), "")
        path = under(folder, name)
        if path in files:
            _script(files[path][:100_000].decode("utf-8", "replace"), folder, start, files, manifest, depth + 1)
    elif re.fullmatch(r"python[\d.]*|pypy3?", tool):
        launchers.python(rest, folder, start)
    elif tool in start.servers:
        launchers.served(tool, rest, folder, start)
    elif tool in RUNNERS:
        launchers.node(rest, folder, start)
    elif tool == "npm":
        _npm(rest, folder, start, files, manifest, depth)
    elif tool == "alembic":
        start.files.append(under(folder, "alembic/env.py"))
        start.files.append(under(folder, "migrations/env.py"))
    elif (scripted := _scripted(tool, folder, manifest)) is not None and depth < 5:
        _script(scripted, folder, start, files, manifest, depth + 1)
    return folder


def _assign(name: str, raw: str, folder: str, start: Start) -> None:
    found = _DEFAULT.match(raw)
    value = found.group(1) if found else raw
    start.env[name] = value.strip("\"'")
    if name == "PYTHONPATH":
        start.roots.extend(under(folder, part.replace("$(pwd)", ".").replace("$PWD", ".")) for part in value.split(":"))
    elif name == "FLASK_APP":
        launchers.target(value, folder, start)


def _npm(
    rest: list[str], folder: str, start: Start, files: Mapping[str, bytes], manifest: Manifest, depth: int
) -> None:
    options = dict(itertools.pairwise(rest))
    if prefix := options.get("--prefix"):
        folder = under(folder, prefix)
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
        start.files.append(under(folder, "server.js"))


def _scripted(tool: str, folder: str, manifest: Manifest) -> str | None:
    package = next((p for p in manifest.packages if p.base == folder), None)
    return package.scripts.get(tool) if package is not None else None
