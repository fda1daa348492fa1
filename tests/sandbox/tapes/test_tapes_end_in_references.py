"""Every shipped recording, played action by action, ends in exactly the reference of its task."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tape_player import Files, is_look, is_review, played
from trees import written

from sandbox.actions import Action, EditFile, Shell, Submit, WriteFile
from sandbox.tapes.looks import review
from sandbox.tapes.mistakes import all_mistakes
from sandbox.tapes.recorded import UnknownTape, find_tape, mistakes, reference_tape, tapes, tasks_with_mistakes
from sandbox.tapes.scripting import layer_of, moves
from tasks import catalogue
from tasks.reference.compose import base, reference
from tasks.structural.cache import FactCache
from tasks.structural.verify import verify
from tasks.task import Task

TASKS = list(catalogue.all_tasks().values())
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def wanted(task: Task) -> Files:
    return {path: data.decode() for path, data in reference(task).items()}


@every_task
def test_every_recording_ends_in_the_reference(task: Task) -> None:
    for tape in (*tapes(task), reference_tape(task)):
        assert played(task, tape)[-1] == wanted(task), tape.name


@every_task
def test_every_planted_mistake_is_made_seen_and_put_right(task: Task) -> None:
    planted = mistakes(task)
    names = [tape.name for tape in tapes(task)]
    assert names == (["mistakes", "straight"] if planted else ["straight"])
    if not planted:
        return
    tape = tapes(task)[0]
    trees = played(task, tape)
    for mistake in planted:
        wrong = [mistake.wrong in tree.get(mistake.path, "") for tree in trees]
        assert any(wrong), f"{mistake.name} is never made"
        assert not wrong[-1], f"{mistake.name} is never repaired"
        made, mended = wrong.index(True), len(wrong) - wrong[::-1].index(True)
        noticing = is_review if mistake.breaks else is_look
        if mistake.said:
            assert tape.steps[made].thought == mistake.said.strip()
        looks = [isinstance(step.action, Shell) and noticing(step.action) for step in tape.steps[made:mended]]
        assert any(looks), f"{mistake.name} is repaired before anybody looked"
        assert mistake.right in trees[mended][mistake.path]


@every_task
def test_recordings_are_short_speak_and_end_by_submitting(task: Task) -> None:
    for tape in tapes(task):
        assert len(tape.steps) <= 40
        titles = [step.thought.partition("\n")[0] for step in tape.steps]
        assert all(0 < len(title) <= 40 for title in titles), max(titles, key=len)
        assert not [step.thought for step in tape.steps if re.search(r"\{(files|stage)\}", step.thought)]
        assert [isinstance(step.action, Submit) for step in tape.steps].index(True) == len(tape.steps) - 1
        assert tape.shipped


def test_the_tasks_that_are_said_to_have_mistakes_are_those_that_have() -> None:
    assert tasks_with_mistakes() == {task.name for task in TASKS if mistakes(task)}


def test_every_mistake_file_is_planted_in_some_task() -> None:
    used = Counter(mistake.name for task in TASKS for mistake in mistakes(task))
    assert set(used) == {mistake.name for mistake in all_mistakes()}


@every_task
def test_a_new_program_makes_three_typical_mistakes_or_more(task: Task) -> None:
    if task.feature is not None:
        return
    made = mistakes(task)
    assert len(made) >= 3
    assert sum(mistake.category == "server_startup_failure" for mistake in made) <= 1
    assert any(not mistake.breaks for mistake in made)
    wanted = "architecture" if task.clean else "orm" if task.orm else ""
    assert {mistake.breaks for mistake in made if mistake.breaks} == ({wanted} - {""})
    assert any(mistake.said for mistake in made), "nothing that works is ever broken: the score never falls"


@every_task
def test_a_mistake_breaks_the_structure_it_says_and_nothing_else_does(task: Task) -> None:
    if task.constraints not in ((), ("clean", "sqlite", "orm"), ("postgres", "orm")):
        return
    cache = FactCache()
    tree = {path: data.decode() for path, data in reference(task).items()}
    for mistake in mistakes(task):
        spoiled = {**tree, mistake.path: tree[mistake.path].replace(mistake.right, mistake.wrong)}
        verdict = verify({path: text.encode() for path, text in spoiled.items()}, task, cache)
        found = {
            name for name in ("framework", "architecture", "database", "orm") if not getattr(verdict, name).compliant
        }
        assert found == ({mistake.breaks} - {""}), mistake.name


@pytest.mark.parametrize("name", ["flask/clean", "django/sqlite+orm", "hono/clean+sqlite", "koa/postgres+orm"])
def test_a_review_shows_the_line_and_is_content_once_it_is_mended(name: str, tmp_path: Path) -> None:
    task = catalogue.find(name)
    (mistake,) = [mistake for mistake in mistakes(task) if mistake.breaks]
    written(tmp_path, reference(task))

    def review_says() -> str:
        command = review(task, mistake.breaks).command
        return subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, check=True, timeout=120, capture_output=True, text=True
        ).stdout

    assert review_says() in ("Every import goes down one layer.\n", "No SQL by hand.\n")
    spoiled = tmp_path / mistake.path
    spoiled.write_text(spoiled.read_text().replace(mistake.right, mistake.wrong))
    assert review_says().startswith(f"{mistake.path}:")


def carry_out(action: Action, folder: Path) -> None:
    """As a box does, with a real shell."""
    match action:
        case Shell(command=command):
            subprocess.run(["bash", "-euc", command], cwd=folder, check=True, timeout=120)
        case WriteFile(path=path, content=content):
            written(folder, {path: content})
        case EditFile(path=path, old=old, new=new):
            text = (folder / path).read_text()
            assert text.count(old) == 1
            (folder / path).write_text(text.replace(old, new))
        case other:
            pytest.fail(f"{other}")


@pytest.mark.parametrize("name", ["flask/clean+sqlite+orm", "express/clean+postgres+orm", "hono/feature-comments"])
def test_a_real_shell_writes_the_same_files(name: str, tmp_path: Path) -> None:
    task = catalogue.find(name)
    written(tmp_path, base(task))
    for step in reference_tape(task).steps:
        if not isinstance(step.action, Submit):
            carry_out(step.action, tmp_path)
    found = {
        os.path.relpath(os.path.join(folder, file), tmp_path): Path(folder, file).read_text()
        for folder, _, files in os.walk(tmp_path)
        for file in files
    }
    assert found == wanted(task)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"a/models/x.py": b"EOF\nEOFF\n$HOME `date` \\\n", "b.txt": b"x\n", "empty": b""}),
        ({"a.py": b"one\ntwo\nthree\n" * 30}, {"a.py": b"one\ntwo\nthree\n" * 29 + b"one\n2\nthree\n"}),
        ({"a.py": b"same\n" * 50}, {"a.py": b"same\n" * 51}),
        ({"a.py": b"x\n", "gone.py": b"y\n"}, {"a.py": b"x\n"}),
        ({}, {"a.txt": b"no newline at its end", "b.txt": b"nor\nhere"}),
        ({"e.txt": b""}, {"e.txt": b"filled\n"}),
        ({"e.txt": b"emptied\n"}, {"e.txt": b""}),
        ({"e.txt": b"emptied\n", "f.txt": b"too\n"}, {"e.txt": b"", "f.txt": b""}),
    ],
)
def test_moves_lead_from_any_tree_to_any_other(old: dict[str, bytes], new: dict[str, bytes], tmp_path: Path) -> None:
    written(tmp_path, old)
    for move in moves(old, new):
        carry_out(move.action, tmp_path)
    found = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == new


def test_layers_are_told_by_the_folders_above_a_file() -> None:
    assert [layer_of(path) for path in ("run.sh", "app/models/a.py", "app/main.py")] == ["manifest", "models", "start"]
    assert [layer_of(path) for path in ("app/services/registry.py", "src/routes/app.js")] == ["start", "start"]


def test_an_unknown_recording_names_those_that_there_are() -> None:
    with pytest.raises(UnknownTape, match="it has mistakes, straight"):
        find_tape(catalogue.find("flask/clean"), "nope")
