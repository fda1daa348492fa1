"""A%, strict A% and passed, by their definitions."""

from __future__ import annotations

import pytest

from tasks.scorecard import Functional, Structural, Tally, Verdict, sum_up

KEPT = Verdict(True, True)
BROKEN = Verdict(True, False)
FREE = Verdict(False, False)


def structural(**given: Verdict) -> Structural:
    return Structural(**{name: given.get(name, KEPT) for name in ("framework", "architecture", "database", "orm")})


WHOLE = Functional(Tally(290, 290), Tally(163, 163))


def test_everything_kept_and_passed_is_passed() -> None:
    assert sum_up(WHOLE, structural()) == (1.0, 1.0, True)


@pytest.mark.parametrize("category", ["architecture", "database", "orm"])
def test_a_broken_requirement_makes_strict_zero(category: str) -> None:
    assert sum_up(WHOLE, structural(**{category: BROKEN})) == (1.0, 0.0, False)


def test_the_framework_is_not_in_the_papers_strict_figure_but_in_passed() -> None:
    assert sum_up(WHOLE, structural(framework=BROKEN)) == (1.0, 1.0, False)


def test_what_is_not_required_may_be_broken() -> None:
    assert sum_up(WHOLE, structural(orm=FREE, architecture=FREE)) == (1.0, 1.0, True)


def test_the_extended_tier_counts_for_passed_alone() -> None:
    assert sum_up(Functional(Tally(290, 290), Tally(162, 163)), structural()) == (1.0, 1.0, False)


def test_no_assertions_are_no_pass() -> None:
    assert sum_up(Functional(Tally(0, 0), Tally(0, 0)), structural()) == (0.0, 0.0, False)


def test_a_percent_is_a_share_of_the_core() -> None:
    assert sum_up(Functional(Tally(145, 290), Tally(0, 163)), structural()) == (0.5, 0.5, False)
