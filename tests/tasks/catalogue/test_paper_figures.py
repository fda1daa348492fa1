"""The paper's figures as they stand beside a person's own runs; the numbers here were copied from the paper by hand."""

from __future__ import annotations

import pytest

from tasks import catalogue, paper


def test_the_label_names_model_and_scaffold() -> None:
    assert paper.LABEL == "paper: GPT-5.4, mini-swe-agent"


@pytest.mark.parametrize(("level", "mean"), [(0, 97.5), (1, 81.89), (2, 81.86), (3, 80.04)])
def test_levels_are_those_of_table_1(level: int, mean: float) -> None:
    assert paper.level_mean(level) == mean


@pytest.mark.parametrize(
    ("framework", "mean"),
    [("express", 99.6), ("koa", 83.83), ("flask", 85.79), ("django", 91.82), ("fastapi", 79.08)],
)
def test_frameworks_are_those_of_table_8(framework: str, mean: float) -> None:
    assert paper.framework_mean(framework) == mean


def test_every_framework_has_a_figure_or_says_that_it_has_none() -> None:
    for framework in catalogue.frameworks():
        mean = paper.framework_mean(framework)
        assert mean is None or 0 < mean <= 100


@pytest.mark.parametrize(
    ("constraint", "language", "points", "error"),
    [
        ("postgres", "python", -19.3, 2.5),
        ("sqlite", "node", -14.3, 2.5),
        ("clean", "python", -9.1, 1.6),
        ("orm", "python", -1.5, 2.1),
        ("orm", "node", -0.6, 2.2),
    ],
)
def test_costs_are_those_of_table_2a(constraint: str, language: str, points: float, error: float) -> None:
    assert paper.constraint_cost(constraint, language) == paper.Cost(points, error)


@pytest.mark.parametrize(
    ("constraint", "language", "mean"),
    [("clean", "node", 83.9), ("postgres", "node", 85.0), ("orm", "node", 89.3), ("orm", "python", 66.9)],
)
def test_means_of_constraints_know_the_language(constraint: str, language: str, mean: float) -> None:
    assert paper.constraint_mean(constraint, language) == mean


def test_shares_of_failures_are_parts_of_a_whole() -> None:
    counts = paper.figures()["table4"]["coarse_counts"]["gpt-5.4"]
    shares = [paper.failure_share(name) for name in counts if name != "n"]
    assert sum(share for share in shares if share is not None) == pytest.approx(1.0)
    assert paper.failure_share("no such category") is None
