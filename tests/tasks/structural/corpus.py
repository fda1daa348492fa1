"""Reads the small programs that the verifier is judged by: trees in one text each, with the truth about them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tasks.structural.rulebook import as_files

HERE = Path(__file__).parent / "programs"


class Program(msgspec.Struct, frozen=True):
    """A tree and the truth: the rules it breaks, and why an architect says so. `task` names what it was written for.

    `base` is the program that it changes, empty where it stands alone.
    """

    name: str
    task: str
    breaks: frozenset[str]
    why: str
    files: dict[str, bytes]
    base: str = ""


def programs() -> list[Program]:
    """Every program, bases first; a program that names a base changes, adds or (`=== -path`) takes out some files.

    A base is one of `bases/` or another program.
    """
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
    files = _base(said["base"]) if said.get("base") else {}
    for name, data in as_files(body).items():
        if name.startswith("-"):
            files.pop(name[1:])
        else:
            files[name] = data
    breaks = frozenset(said["breaks"].split()) - {"nothing"}
    return Program(path.stem, said["task"], breaks, said["why"], files, said.get("base", ""))


def _base(name: str) -> dict[str, bytes]:
    plain = HERE / "bases" / f"{name}.txt"
    return as_files(plain.read_text()) if plain.exists() else dict(_program(HERE / f"{name}.txt").files)
