"""Once a recording's server starts it starts after every step, except where a planted mistake is to stop it."""

from __future__ import annotations

from threading import Event

import pytest
from boxes import equipped
from static_start import problems
from tape_player import Files, played

from sandbox.box.open_box import open_box
from sandbox.own_base import as_entries
from sandbox.ports import BoxLimits
from sandbox.tapes.looks import look
from sandbox.tapes.recorded import mistakes, tapes
from tasks import catalogue
from tasks.reference.compose import base
from tasks.task import Task

TASKS = list(catalogue.all_tasks().values())
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def stopped(task: Task, files: Files) -> bool:
    """Whether a mistake that keeps the server from starting is in these files."""
    return any(
        mistake.wrong in files.get(mistake.path, "")
        for mistake in mistakes(task)
        if mistake.category == "server_startup_failure"
    )


@every_task
def test_all_that_an_entry_point_reaches_is_there_after_every_step(task: Task) -> None:
    for tape in tapes(task):
        started, before = False, Files()
        for number, files in enumerate(played(task, tape), 1):
            if files == before:
                continue
            before, found = files, problems(files)
            started = started or not found
            if started and not stopped(task, files):
                assert not found, f"{tape.name}, step {number}: {found}"
        assert started


@pytest.mark.bubblewrap
@pytest.mark.parametrize("name", ["flask/sqlite", pytest.param("fastify/clean+sqlite+orm", marks=pytest.mark.node)])
def test_the_server_answers_after_every_step_once_it_did(name: str) -> None:
    task = catalogue.find(name)
    tape = tapes(task)[0]
    box = open_box(equipped("local", task), task, BoxLimits())
    try:
        box.fill(as_entries(base(task)))
        up, before = False, Files()
        for number, (step, files) in enumerate(zip(tape.steps, played(task, tape), strict=True), 1):
            if files == before:
                continue
            before = files
            assert box.execute(step.action, lambda text: None, Event()).ok, f"step {number}"
            if "run.sh" in files:
                health = box.execute(look(task, ()), lambda text: None, Event())
                assert health.ok or not up or stopped(task, files), f"step {number}: {health.output}"
                up = up or health.ok
        assert up
    finally:
        box.close()
