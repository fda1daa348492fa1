"""Plays a recording on files in memory: what its shell commands write, without a shell."""

from __future__ import annotations

import re

from sandbox.actions import EditFile, Shell, WriteFile
from sandbox.tapes.tape import Tape
from tasks.reference.compose import base
from tasks.task import Task

Files = dict[str, str]
_HEREDOC = re.compile(r"cat > (\S+) <<'(EOF+)'\n")


def is_look(action: Shell) -> bool:
    return "bash run.sh" in action.command or action.command.startswith("ls -la") or is_review(action)


def is_review(action: Shell) -> bool:
    return "grep -rnE" in action.command


def written_by(command: str, files: Files) -> None:
    """What the shell does with `mkdir -p`, `touch`, `rm` and heredocs; anything else is a failure of the test."""
    rest = command
    while rest:
        if heredoc := _HEREDOC.match(rest):
            path, end = heredoc.groups()
            content, found, rest = rest[heredoc.end() :].partition(f"\n{end}\n")
            if not found:
                assert content.endswith(f"\n{end}"), f"{path}: the heredoc never ends"
                content, rest = content.removesuffix(f"\n{end}"), ""
            files[path] = f"{content}\n"
            continue
        line, _, rest = rest.partition("\n")
        name, *arguments = line.split()
        assert name in ("mkdir", "touch", "rm"), line
        for path in arguments:
            if name == "touch":
                files.setdefault(path, "")
            elif name == "rm":
                del files[path]


def act(files: Files, step_action: object) -> None:
    match step_action:
        case WriteFile(path=path, content=content):
            files[path] = content
        case EditFile(path=path, old=old, new=new):
            assert files[path].count(old) == 1, f"{path}: {old!r} is there {files[path].count(old)} times"
            files[path] = files[path].replace(old, new)
        case Shell(command=command) if not is_look(step_action):
            written_by(command, files)
        case _:
            pass


def played(task: Task, tape: Tape) -> list[Files]:
    """The tree after every step."""
    files = {path: data.decode() for path, data in base(task).items()}
    trees = []
    for step in tape.steps:
        act(files, step.action)
        trees.append(dict(files))
    return trees
