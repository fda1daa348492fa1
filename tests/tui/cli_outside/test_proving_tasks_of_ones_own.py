"""`spar prove` proves a person's own task where its file names what solves it, and says so where it doesn't."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks import catalogue
from tasks.reference.compose import reference

MAIN = "import sys; from tui.cli.main import main; sys.argv[0] = 'spar'; main()"


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A person's folder of tasks: one with what solves it, one with something that doesn't, one without."""
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "config"))
    folder = tmp_path / "config" / "tasks"
    for name, data in reference(catalogue.find("flask/none")).items():
        path = folder / "solved" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "wrong").mkdir()
    (folder / "wrong" / "run.sh").write_text("exit 3\n")
    (folder / "good.toml").write_text('framework = "flask"\nreference = "solved"\n')
    (folder / "bad.toml").write_text('framework = "flask"\nreference = "wrong"\n')
    (folder / "none.toml").write_text('framework = "flask"\n')
    return folder


def prove(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, "prove", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, env=os.environ, check=False)


@pytest.mark.bubblewrap
def test_what_solves_it_is_scored_and_who_names_nothing_is_left_out_in_words(own):
    done = prove("own/*", "--box", "local", "--json")
    assert done.returncode == 1, done.stderr
    assert [(one["task"], one["proven"]) for one in json.loads(done.stdout)] == [("own/bad", False), ("own/good", True)]
    assert "left out: own/none names no reference" in done.stderr


@pytest.mark.bubblewrap
def test_a_task_is_proven_by_its_file(own):
    done = prove(own / "good.toml", "--box", "local")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 tasks proven" in done.stdout


@pytest.mark.parametrize("name", ["own/none", "none.toml", "own/nothing"])
def test_nothing_to_prove_is_one_line(own, name):
    done = prove(own / name if name.endswith(".toml") else name)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
