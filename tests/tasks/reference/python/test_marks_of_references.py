"""How marked parts, layers and swapped text become a build, on a small tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.catalogue import find
from tasks.reference import compose

LAYERS = """
[[layer]]
from = "shared"
replace = { "%s" = "?" }

[[layer]]
from = "late"
to = "app"
when = ["orm", "-postgres"]
"""


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty shelf of parts in place of the shipped ones."""
    monkeypatch.setattr(compose, "_ROOT", tmp_path)
    for folder in ("flask", "shared", "late"):
        (tmp_path / folder).mkdir()
    (tmp_path / "flask" / "layers.toml").write_text(LAYERS)
    return tmp_path


def test_what_a_feature_encloses_leaves_with_it(parts: Path) -> None:
    (parts / "shared" / "a.py").write_text("one\n# spar:begin comments\ntwo\n# spar:end\nthree\n")
    assert compose.reference(find("flask/feature-comments")) == {"a.py": b"one\ntwo\nthree\n"}
    assert compose.base(find("flask/feature-comments")) == {"a.py": b"one\nthree\n"}
    assert compose.base(find("flask/feature-profiles")) == {"a.py": b"one\ntwo\nthree\n"}


def test_a_part_of_two_features_stays_while_one_of_them_does(parts: Path) -> None:
    (parts / "shared" / "a.py").write_text("one\n# spar:begin articles|comments\ntwo\n# spar:end\n")
    assert compose.base(find("flask/feature-comments")) == {"a.py": b"one\ntwo\n"}
    assert compose.base(find("flask/feature-articles+tags")) == {"a.py": b"one\ntwo\n"}
    assert compose.base(find("flask/feature-articles+comments+tags")) == {"a.py": b"one\n"}


def test_a_part_with_a_minus_stands_in_for_what_is_taken_out(parts: Path) -> None:
    (parts / "shared" / "a.py").write_text("one\n# spar:begin -articles\ntwo\n# spar:end\n")
    assert compose.reference(find("flask/none")) == {"a.py": b"one\n"}
    assert compose.base(find("flask/feature-articles+tags")) == {"a.py": b"one\ntwo\n"}


def test_parts_nest_and_ask_for_facts(parts: Path) -> None:
    marks = "# spar:begin sql\nsql\n# spar:begin sqlite\nfile\n# spar:end\nmore\n# spar:end\nend\n"
    (parts / "shared" / "a.py").write_text(marks)
    assert compose.reference(find("flask/sqlite")) == {"a.py": b"sql\nfile\nmore\nend\n"}
    assert compose.reference(find("flask/postgres")) == {"a.py": b"sql\nmore\nend\n"}
    assert compose.reference(find("flask/sqlite+orm")) == {"a.py": b"end\n"}
    assert compose.reference(find("flask/none")) == {"a.py": b"end\n"}


def test_a_file_that_is_one_feature_leaves_whole_and_an_empty_one_stays(parts: Path) -> None:
    (parts / "shared" / "a.py").write_text("# spar:begin comments\none\n# spar:end\n")
    (parts / "shared" / "empty.py").write_text("")
    assert compose.base(find("flask/feature-comments")) == {"empty.py": b""}


def test_a_later_layer_lies_on_top_where_its_facts_hold(parts: Path) -> None:
    (parts / "shared" / "app").mkdir()
    (parts / "shared" / "app" / "a.py").write_text("early %s\n")
    (parts / "late" / "a.py").write_text("late %s\n")
    assert compose.reference(find("flask/sqlite+orm")) == {"app/a.py": b"late %s\n"}
    assert compose.reference(find("flask/postgres+orm")) == {"app/a.py": b"early ?\n"}
    assert compose.reference(find("flask/sqlite")) == {"app/a.py": b"early ?\n"}
