"""Every rule is shown with code that breaks it and code that keeps it; both are judged here."""

import pytest

from tasks.catalogue import find
from tasks.scorecard import CATEGORIES
from tasks.structural.rulebook import Rule, as_files, rules_for
from tasks.structural.verify import verify

TASKS = {"python": "flask", "node": "express"}
VARIANT = {"framework": "none", "architecture": "clean", "database": "sqlite", "orm": "sqlite+orm"}
CASES = [
    pytest.param(language, rule, id=f"{language}-{rule.id}")
    for language, framework in TASKS.items()
    for rule in rules_for(find(f"{framework}/clean+sqlite+orm"))
]


def rules_broken(language: str, rule: Rule, example: str) -> set[str]:
    variant = "postgres" if rule.id == "database-emulator" else VARIANT[rule.category]
    verdict = verify(as_files(example), find(f"{TASKS[language]}/{variant}")).verdicts()[rule.category]
    return {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize(("language", "rule"), CASES)
def test_the_breaking_example_breaks_its_rule(language: str, rule: Rule) -> None:
    assert rule.id in rules_broken(language, rule, rule.breaks)


@pytest.mark.parametrize(("language", "rule"), CASES)
def test_the_keeping_example_keeps_its_rule(language: str, rule: Rule) -> None:
    assert rule.id not in rules_broken(language, rule, rule.keeps)


def test_a_task_has_the_rules_of_what_it_demands() -> None:
    categories = {rule.category for rule in rules_for(find("koa/clean"))}
    assert categories == {"framework", "architecture"}
    assert {rule.category for rule in rules_for(find("koa/clean+sqlite+orm"))} == set(CATEGORIES)
