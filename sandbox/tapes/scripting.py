"""How one tree becomes the next: the actions that an agent would take to get there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox.actions import Action, EditFile, Shell, WriteFile

Tree = Mapping[str, bytes]
LAYERS = ("manifest", "models", "repositories", "services", "routes", "start")
_ROLES = {"models": "models", "repositories": "repositories", "services": "services", "routes": "routes"}
_INDEXES = ("services/registry.py", "routes/api.py", "routes/urls.py", "routes/app.js")
"""Files that name every part of a build. They change last, together with what puts the build together: a registry that
wants a service before anybody makes it, or a route that is served before its service is there, stops the server."""
_LINES_A_STEP = 220
_FILES_A_STEP = 9


@dataclass(frozen=True, slots=True)
class Move:
    """One action, the layer it belongs to, and the files that it writes."""

    layer: str
    files: tuple[str, ...]
    action: Action


def layer_of(path: str) -> str:
    """Which of LAYERS a file belongs to, by the folders above it; what names every part belongs to the start."""
    if path.endswith(_INDEXES):
        return "start"
    folders = path.split("/")[:-1]
    for folder in folders:
        if folder in _ROLES:
            return _ROLES[folder]
    return "start" if folders else "manifest"


def moves(old: Tree, new: Tree) -> Iterator[Move]:
    """From `old` to `new`, layer by layer from the bottom: files in groups, a lone change as an exact edit.

    In each layer new files come first. Nothing that runs asks for them yet, and what then changes may.
    """
    changed = sorted((path for path in new if old.get(path) != new[path]), key=lambda path: path in old)
    for layer in LAYERS:
        for group in _groups([path for path in changed if layer_of(path) == layer], new):
            yield Move(layer, tuple(group), _write(group, old, new))
    gone = sorted(set(old) - set(new))
    if gone:
        yield Move("start", tuple(gone), Shell("rm " + " ".join(gone)))


def _groups(paths: Sequence[str], new: Tree) -> Iterator[list[str]]:
    """Files together, as long as a step stays readable."""
    group: list[str] = []
    lines = 0
    for path in paths:
        if new[path] and not new[path].endswith(b"\n"):
            yield [path]  # a heredoc would end it with a newline
            continue
        size = new[path].count(b"\n")
        if group and (lines + size > _LINES_A_STEP or len(group) == _FILES_A_STEP):
            yield group
            group, lines = [], 0
        group.append(path)
        lines += size
    if group:
        yield group


def _write(paths: Sequence[str], old: Tree, new: Tree) -> Action:
    if len(paths) == 1:
        (path,) = paths
        text = new[path].decode()
        return _change(path, old[path].decode(), text) if path in old else WriteFile(path, text)
    folders = sorted({path.rpartition("/")[0] for path in paths} - {""})
    parts = [f"mkdir -p {' '.join(folders)}"] if folders else []
    empty = [path for path in paths if not new[path]]
    if empty:
        parts.append(f"truncate -s 0 {' '.join(empty)}" if set(empty) & set(old) else f"touch {' '.join(empty)}")
    parts += [_heredoc(path, new[path].decode()) for path in paths if new[path]]
    return Shell("\n".join(parts))


def _heredoc(path: str, content: str) -> str:
    end = "EOF"
    while f"\n{end}\n" in f"\n{content}\n":
        end += "F"
    return f"cat > {path} <<'{end}'\n{content}{end}"


def _change(path: str, old: str, new: str) -> Action:
    """An exact edit where one will do, else the whole file."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    codes = [
        code
        for code in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if code[0] != "equal"
    ]
    first, last = codes[0], codes[-1]
    for around in range(1, 8):
        start = max(first[1] - around, 0)
        stop, new_stop = min(last[2] + around, len(before)), min(last[4] + around, len(after))
        cut = "".join(before[start:stop])
        if old.count(cut) == 1 and len(cut) < len(old) * 0.6:
            return EditFile(path, cut, "".join(after[max(first[3] - around, 0) : new_stop]))
    return WriteFile(path, new)
