"""`spar prove` proves a person's own task where its file names what solves it, and says so where it doesn't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spar_calls import called
from trees import written_reference


@pytest.fixture
def own(own_places) -> Path:
    """A person's folder of tasks: one with what solves it, one with something that doesn't, one without."""
    folder = own_places / "config" / "tasks"
    written_reference(folder / "solved", "flask/none")
    (folder / "wrong").mkdir()
    (folder / "wrong" / "run.sh").write_text("exit 3\n")
    (folder / "good.toml").write_text('framework = "flask"\nreference = "solved"\n')
    (folder / "bad.toml").write_text('framework = "flask"\nreference = "wrong"\n')
    (folder / "none.toml").write_text('framework = "flask"\n')
    return folder


@pytest.mark.bubblewrap
def test_what_solves_it_is_scored_and_who_names_nothing_is_left_out_in_words(own):
    done = called("prove", "own/*", "--box", "local", "--json")
    assert done.status == 1, done.err
    assert [(one["task"], one["proven"]) for one in json.loads(done.out)] == [("own/bad", False), ("own/good", True)]
    assert "left out: own/none names no reference" in done.err


@pytest.mark.bubblewrap
def test_a_task_is_proven_by_its_file(own):
    done = called("prove", own / "good.toml", "--box", "local")
    assert done.status == 0, done.err
    assert "1 of 1 tasks proven" in done.out


@pytest.mark.parametrize("name", ["own/none", "none.toml", "own/nothing"])
def test_nothing_to_prove_is_one_line(own, name):
    done = called("prove", own / name if name.endswith(".toml") else name)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
