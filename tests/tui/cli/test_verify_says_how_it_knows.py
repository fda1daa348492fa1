"""`spar verify` reads and never runs, and says so; by the paper's rules it says in a sentence what decided."""

from __future__ import annotations

from pathlib import Path

from spar_calls import Spar


def tree(folder: Path) -> Path:
    (folder / "routes").mkdir()
    (folder / "routes" / "tags.py").write_text("import flask\nimport psycopg2\n")
    return folder


def test_verify_says_that_it_ran_nothing(spar: Spar, tmp_path: Path) -> None:
    said = spar("verify", str(tree(tmp_path)), "--task", "flask/sqlite")
    assert said.status == 1
    assert said.out.endswith("\n\nRead, not run: `spar score` also looks at the data.\n")
    assert "by the paper's rules" not in said.out


def test_the_papers_verdicts_are_explained(spar: Spar, tmp_path: Path) -> None:
    said = spar("verify", str(tree(tmp_path)), "--task", "flask/clean+sqlite", "--as-paper")
    assert said.status == 1
    assert "framework     routes/tags.py:1 mentions Flask.\n" in said.out
    assert "architecture  Only 1 of the four layers have a directory;" in said.out
    assert "database      No text of the tree shows sqlite (2 such lines).\n" in said.out
