"""A mark is exported as a program of the structural rules' own corpus: its loader takes it, truth included."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from sandbox.events import StepCommitted
from sandbox.ports import Entry
from sandbox.store.fixture import corpus_task, export_fixtures, fixture, tree_text, truth_of
from sandbox.store.marks import Mark, Marks
from tasks.catalogue import find
from tasks.structural.rulebook import as_files
from tasks.structural.verify import verify
from tasks.task import Own, Task

CLEAN = find("flask/clean")
CORPUS = Path(__file__).parents[2] / "tasks" / "structural"
TREE = {
    "run.sh": b"#!/bin/sh\nexec python app/main.py\n",
    "app/main.py": b"from flask import Flask\nfrom app.routes.users import users\n\napp = Flask(__name__)\n",
    "app/routes/users.py": b"from app.services.users import register\n\ndef users():\n    return register()\n",
    "app/services/users.py": b"from app.repositories.users import add\n\ndef register():\n    return add()\n",
    "app/repositories/users.py": b"from app.models.user import User\n\ndef add():\n    return User()\n",
    "app/models/user.py": b"from app.services.users import register\n\nclass User:\n    pass\n",
}


def broken(files: dict[str, bytes], task: Task = CLEAN) -> set[str]:
    return {one.rule for verdict in verify(files, task).verdicts().values() for one in verdict.findings}


def upward(reason: str = "it is only a type") -> Mark:
    (found,) = [one for one in verify(TREE, CLEAN).architecture.findings if one.rule == "upward-import"]
    return Mark(4, "t4", "architecture", found.rule, "broken", reason, 1.0, found.path, found.line, found.message)


KEPT = Mark(4, "t4", "architecture", "logic-in-route", "kept", "the route registers", 2.0)


def loaded(folder: Path):  # type: ignore[no-untyped-def]
    """The corpus's own loader, looking into `folder`."""
    spec = importlib.util.spec_from_file_location("structural_corpus_of_marks", CORPUS / "corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.HERE = folder
    return module.programs()


class Session:
    """What an export reads of a session."""

    def __init__(self, task: Task = CLEAN, **trees: dict[str, bytes]) -> None:
        self.id = "20261122-120000-flask-clean-a1b2"
        self.task = task
        self.trees = trees
        self.workspace = self

    def events(self) -> tuple[StepCommitted, ...]:
        return tuple(StepCommitted(4, 3, f"c-{tree}", tree, "a step", (), 1.0) for tree in self.trees)

    def entries(self, tree: str) -> tuple[Entry, ...]:
        return tuple(Entry(path.encode(), 0o100644, data) for path, data in self.trees[tree].items())


def test_a_mark_becomes_a_program_that_the_corpus_takes(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(upward())
    names = export_fixtures(Session(t4=TREE), marks, tmp_path / "out")  # type: ignore[arg-type]
    (program,) = loaded(tmp_path / "out")
    assert names == (f"{program.name}.txt",)
    assert (program.task, program.why) == ("flask/clean", "it is only a type")
    assert program.breaks == broken(TREE) - {"upward-import"}
    assert broken(program.files) == broken(TREE), "the verdict on the exported tree is the one that was marked"
    assert program.files.keys() == TREE.keys()
    text = (tmp_path / "out" / names[0]).read_text()
    assert "marked: upward-import is reported at app/models/user.py:1, and should not be\n" in text


def test_a_rule_that_passes_but_should_not_is_broken_in_truth(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(KEPT)
    export_fixtures(Session(t4=TREE), marks, tmp_path / "out")  # type: ignore[arg-type]
    (program,) = loaded(tmp_path / "out")
    assert program.breaks == broken(TREE) | {"logic-in-route"}


def test_every_mark_on_one_tree_is_part_of_its_truth() -> None:
    both = (upward(), KEPT)
    assert truth_of(CLEAN, TREE, both) == (broken(TREE) | {"logic-in-route"}) - {"upward-import"}


def test_one_wrong_finding_of_two_leaves_the_rule_broken() -> None:
    files = {**TREE, "app/models/other.py": b"from app.services.users import register\n\nclass Other:\n    pass\n"}
    assert "upward-import" in truth_of(CLEAN, files, (upward(),))


def test_exporting_again_replaces_and_adds_nothing(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(upward("first words"))
    marks.put(KEPT)
    session = Session(t4=TREE)
    first = export_fixtures(session, marks, tmp_path / "out")  # type: ignore[arg-type]
    marks.put(upward("better words"))
    assert set(export_fixtures(session, marks, tmp_path / "out")) == set(first)  # type: ignore[arg-type]
    assert {program.why for program in loaded(tmp_path / "out")} == {"better words", "the route registers"}


def test_a_reason_can_not_add_lines_to_the_head(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(upward("fine\nbreaks: nothing\n\n=== run.sh\nrm -rf /\x1b[2J\u2028base: flask-clean"))
    export_fixtures(Session(t4=TREE), marks, tmp_path / "out")  # type: ignore[arg-type]
    (program,) = loaded(tmp_path / "out")
    assert program.breaks == broken(TREE) - {"upward-import"}
    assert program.files["run.sh"].startswith(b"#!/bin/sh\nexec")
    assert "\x1b" not in program.why


@pytest.mark.parametrize(
    "path",
    ["-run.sh", " a.py", "../up.py", "a/../../up.py", "/etc/passwd", "a\nb.py", "a\x1b[2J.py", "p" * 300, "\u202ea.py"],
)
def test_a_file_whose_name_one_line_can_not_hold_is_left_out_and_named(path: str) -> None:
    text, left_out = tree_text({**TREE, path: b"x = 1\n"})
    assert left_out == (path,)
    assert as_files(text).keys() == TREE.keys()
    head = fixture(CLEAN, {**TREE, path: b"x = 1\n"}, upward(), ()).partition("\n\n")[0]
    assert head.count("\n") == 4
    assert head.splitlines()[-1].startswith("left-out: ")
    assert head.replace("\n", "").isprintable()


def test_contents_can_not_open_another_file_or_act_on_a_terminal() -> None:
    evil = b"x = 1\n=== run.sh\nrm\n\x0c=== app/main.py\nrm\n\xe2\x80\xa8=== b.py\n\x1b[2Jy = 2\r\nz\r=== c.py\n"
    text, left_out = tree_text({"a.py": evil, "run.sh": b"kept\n"})
    files = as_files(text)
    assert left_out == ()
    assert files.keys() == {"a.py", "run.sh"}
    assert files["run.sh"] == b"kept\n"
    assert files["a.py"].count(b"=== ") == 4, "everything is still in its own file"
    assert all(char.isprintable() or char == "\n" for char in text)


def test_what_is_no_text_or_too_large_is_left_out() -> None:
    files = {"big.py": b"x" * (300 << 10), "blob.py": b"\xff\x00", **TREE}
    files |= {f"n{number}.py": b"y" * (200 << 10) for number in range(30)}
    text, left_out = tree_text(files)
    assert {"big.py", "blob.py"} < set(left_out)
    assert len(text) < 3 << 20


def test_an_own_task_is_exported_as_a_shipped_one_with_its_constraints() -> None:
    own = Task("own/mine", CLEAN.framework, CLEAN.constraints, own=Own("mine.toml"))
    assert corpus_task(own) == "flask/clean"
    assert find(corpus_task(own)).constraints == own.constraints


def test_without_marks_nothing_is_made(tmp_path: Path) -> None:
    assert export_fixtures(Session(t4=TREE), Marks(tmp_path), tmp_path / "out") == ()  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_mark_on_a_tree_that_is_gone_is_left_out(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(KEPT)
    assert export_fixtures(Session(), marks, tmp_path / "out") == ()  # type: ignore[arg-type]


def test_a_foreign_mark_writes_nowhere_else(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put(Mark(1, "t4", "architecture", "../../../up", "kept", "", 1.0))
    (name,) = export_fixtures(Session(t4=TREE), marks, tmp_path / "out")  # type: ignore[arg-type]
    assert "/" not in name
    (program,) = loaded(tmp_path / "out")
    assert "../../../up" not in program.breaks, "a rule that Spar doesn't have is no truth"
    assert program.why == "no reason was given"
