"""The catalogue is the paper's: 80 + 32 tasks, each with a prompt that says everything it is judged by."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib import resources

import pytest

from sandbox import packages
from tasks import catalogue
from tasks.prompts.prompt import against_unconstrained, prompt, sections
from tasks.reference.compose import base, reference
from tasks.task import Task

TASKS = list(catalogue.all_tasks().values())
every_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def installed(language: str) -> dict[str, str]:
    lines = packages.listing("node" if language == "node" else "python").splitlines()
    return {name.lower(): version for name, _, version in (line.partition(" ") for line in lines)}


def test_there_are_80_greenfield_and_32_feature_tasks() -> None:
    assert Counter(task.feature is None for task in TASKS) == {True: 80, False: 32}
    assert len(catalogue.all_tasks()) == 112


@pytest.mark.parametrize("framework", catalogue.frameworks())
def test_each_framework_has_ten_variants_on_four_levels_and_four_features(framework: str) -> None:
    mine = [task for task in TASKS if task.framework.name == framework]
    assert Counter(task.level for task in mine if task.feature is None) == {0: 1, 1: 3, 2: 4, 3: 2}
    assert {task.variant for task in mine if task.feature is None} == {
        "none", "clean", "sqlite", "postgres", "clean+sqlite", "clean+postgres", "sqlite+orm", "postgres+orm",
        "clean+sqlite+orm", "clean+postgres+orm",
    }  # fmt: skip
    assert len({task.feature.name for task in mine if task.feature}) == 4


@pytest.mark.parametrize("name", ["flask/orm+sqlite+clean", "flask/sqlite+clean+orm", "flask/clean+sqlite+orm"])
def test_constraints_come_in_any_order(name: str) -> None:
    assert catalogue.find(name).name == "flask/clean+sqlite+orm"


@pytest.mark.parametrize(
    ("name", "near"), [("flask/clen", "flask/clean"), ("flsk/none", "flask/none"), ("zzz", "`spar tasks`"), ("", "`")]
)
def test_an_unknown_task_names_what_is_near(name: str, near: str) -> None:
    with pytest.raises(catalogue.UnknownTask) as caught:
        catalogue.find(name)
    assert near in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_endless_name_is_answered_in_one_short_line() -> None:
    with pytest.raises(catalogue.UnknownTask) as caught:
        catalogue.find("flask/" + "x" * 1_000_000)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("framework", catalogue.frameworks().values(), ids=lambda framework: framework.name)
def test_a_framework_is_told_in_the_version_that_is_installed(framework: catalogue.Framework) -> None:
    version = installed(framework.language)[framework.package]
    assert f"{version}.".startswith(f"{framework.version}."), f"{framework.name} {version}"


@every_task
def test_a_prompt_states_every_requirement_the_port_and_the_packages(task: Task) -> None:
    said = {section.name: section.text for section in sections(task, packages.listing(task.language))}
    assert set(task.constraints) <= set(said)
    assert ("storage" in said) == (task.database is None)
    assert f"port {task.port}" in said["goal"]
    assert f"{task.framework.label} {task.framework.version}" in said["goal"]
    for package, version in installed(task.language).items():
        assert f"\n{package} {version}".lower() in said["place"].lower()
    if task.orm:
        assert ("SQLAlchemy" if task.language == "python" else "Sequelize") in said["orm"]
    if task.database == "postgres":
        assert "host `postgres`, port 5432" in said["postgres"]


@every_task
def test_no_placeholder_is_left_in_a_prompt(task: Task) -> None:
    listing = packages.listing(task.language)
    ours = [section.text for section in sections(task, listing) if section.name != "contract"]
    assert not re.findall(r"\{\w*\}", "\n".join(ours))
    assert prompt(task, listing).endswith("```\n")


@pytest.mark.parametrize("task", [task for task in TASKS if task.feature], ids=lambda task: task.name)
def test_a_feature_task_names_the_feature_and_takes_out_what_it_names(task: Task) -> None:
    assert task.feature is not None
    goal = sections(task, "")[0].text
    assert f"**{task.feature.label.lower()}**" in goal
    start, whole = base(task), reference(task)
    assert start
    assert start != whole
    assert "run.sh" in start
    assert not [path for path in start if path not in whole], "what is put back takes nothing away"


@every_task
def test_a_greenfield_task_starts_from_nothing_and_a_build_can_be_started(task: Task) -> None:
    if task.feature is None:
        assert base(task) == {}
    assert "run.sh" in reference(task)


def test_what_a_task_adds_to_its_frameworks_first_prompt_is_its_constraints() -> None:
    task = catalogue.find("koa/clean+postgres+orm")
    assert [section.name for section in against_unconstrained(task)] == ["clean", "postgres", "orm"]
    assert against_unconstrained(catalogue.find("koa/none")) == ()


def test_the_contract_in_a_prompt_is_whole_json_with_19_operations() -> None:
    text = sections(TASKS[0], "")[-1].text
    document = json.loads(text.rpartition("```json\n")[2].partition("\n```")[0])
    operations = [method for path in document["paths"].values() for method in path if method != "parameters"]
    assert len(operations) == 20, "19 and the health check"


def test_every_prompt_file_is_used() -> None:
    files = {file.name for file in resources.files("tasks").joinpath("prompts").iterdir() if file.name.endswith(".md")}
    used = {"goal.md", "feature.md", "place.md", "no-database.md"} | {f"{name}.md" for name in catalogue.constraints()}
    assert files == used
