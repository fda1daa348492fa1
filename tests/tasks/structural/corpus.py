"""Reads the small programs that the verifier is judged by: trees in one text each, with the truth about them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tasks.structural.rulebook import as_files

HERE = Path(__file__).parent / "programs"


class Program(msgspec.Struct, frozen=True):
    """A tree and the truth: the rules it breaks, and why an architect says so. `task` names what it was written for."""

    name: str
    task: str
    breaks: frozenset[str]
    why: str
    files: dict[str, bytes]


def programs() -> list[Program]:
    """Every program, bases first; a program that names a base changes, adds or (`=== -path`) takes out some files."""
    found: list[Program] = []
    for path in sorted((HERE / "bases").glob("*.txt")):
        framework, _, rest = path.stem.partition("-")
        task = f"{framework}/{rest.replace('-', '+')}"
        found.append(Program(f"base-{path.stem}", task, frozenset(), "an ordinary build", as_files(path.read_text())))
    found.extend(_program(path) for path in sorted(HERE.glob("*.txt")))
    return found


def _program(path: Path) -> Program:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    files = as_files((HERE / "bases" / f"{said['base']}.txt").read_text()) if said.get("base") else {}
    for name, data in as_files(body).items():
        if name.startswith("-"):
            files.pop(name[1:])
        else:
            files[name] = data
    breaks = frozenset(said["breaks"].split()) - {"nothing"}
    return Program(path.stem, said["task"], breaks, said["why"], files)
