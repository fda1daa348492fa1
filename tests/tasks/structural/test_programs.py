"""The verifier against programs whose truth is known: half break a rule quietly, half are honest and look odd."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import pytest

from tasks.catalogue import find
from tasks.structural.verify import RULES, verify


def _corpus():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("structural_corpus", Path(__file__).with_name("corpus.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["structural_corpus"] = module
    spec.loader.exec_module(module)
    return module


PROGRAMS = _corpus().programs()


def broken(program) -> set[str]:  # type: ignore[no-untyped-def]
    structural = verify(program.files, find(program.task))
    return {finding.rule for verdict in structural.verdicts().values() for finding in verdict.findings}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_verdict_is_the_truth(program) -> None:  # type: ignore[no-untyped-def]
    assert broken(program) == program.breaks, program.why


def test_there_are_enough_programs_of_both_kinds() -> None:
    guilty = [program for program in PROGRAMS if program.breaks]
    assert len(PROGRAMS) >= 120
    assert len(guilty) >= 50
    assert len(PROGRAMS) - len(guilty) >= 50
    frameworks = {program.task.split("/")[0] for program in PROGRAMS}
    assert len(frameworks) == 8
    assert any(path.endswith(".ts") for program in PROGRAMS for path in program.files)


def test_precision_and_recall_of_each_rule(capsys: pytest.CaptureFixture[str]) -> None:
    right: Counter[str] = Counter()
    too_much: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for program in PROGRAMS:
        found = broken(program)
        right.update(found & program.breaks)
        too_much.update(found - program.breaks)
        missed.update(program.breaks - found)
    with capsys.disabled():
        print("\nrule                 precision  recall  programs")
        for rule in RULES:
            hits, extra, lost = right[rule.id], too_much[rule.id], missed[rule.id]
            precision = hits / (hits + extra) if hits + extra else 1.0
            recall = hits / (hits + lost) if hits + lost else 1.0
            print(f"{rule.id:<20} {precision:>9.2f} {recall:>7.2f} {hits + lost:>9}")
    assert not too_much
    assert not missed
    assert {rule.id for rule in RULES} <= set(right), "a rule that no program breaks proves nothing"
