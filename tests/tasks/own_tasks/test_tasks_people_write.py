"""A person's own task: one TOML file, found by name or by path, and refused in one line where it makes no sense."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import msgspec
import pytest

from sandbox.own_base import base_of, reference_of
from sandbox.store.session_task import FILE, keep_task, task_of
from sandbox.tapes.recorded import UnknownTape, find_tape
from tasks import catalogue
from tasks.prompts.prompt import prompt, sections
from tasks.reference.compose import reference

AUDIT = """
framework = "flask"
constraints = ["orm", "sqlite"]
prompt = "Every write is logged to audit.log."
start = "python -m app"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    made = tmp_path / "tasks"
    made.mkdir()
    return made


def written(folder: Path, text: str, name: str = "audit.toml") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_task_is_found_by_its_name_with_and_without_own_and_by_its_file(folder, tmp_path):
    file = written(folder, AUDIT)
    task = catalogue.find("own/audit")
    assert (task.framework.name, task.constraints, task.database) == ("flask", ("sqlite", "orm"), "sqlite")
    assert catalogue.find("audit") == catalogue.find(str(file)) == task
    assert catalogue.own() == ({"own/audit": task}, ())


def test_shipped_tasks_stay_what_they_are(folder):
    written(folder, AUDIT)
    assert len(catalogue.all_tasks()) == 112
    assert catalogue.find("flask/none").own is None


def test_what_it_adds_is_told_to_the_agent(folder):
    written(folder, AUDIT)
    task = catalogue.find("audit")
    told = prompt(task, "")
    assert "Every write is logged to audit.log." in told
    assert "started with `python -m app`" in told
    assert [part.name for part in sections(task, "")].index("own") < len(sections(task, "")) - 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('framework = "rails"', "no framework 'rails', but flask"),
        ('framework = "flask"\nconstraints = ["mysql"]', "no constraint 'mysql', but "),
        ('framework = "flask"\nconstraints = ["sqlite", "postgres"]', "one database"),
        ('framework = "flask"\nconstraints = ["orm"]', "orm needs a database"),
        ('framework = "flask"\nfeature = "comments"', "needs base or patch"),
        ('framework = "flask"\nbase = "."', "needs feature"),
        ('framework = "flask"\nfeature = "x"\nbase = "nowhere"', "no base directory"),
        ('framework = "flask"\nfeature = "x"\npatch = "no.diff"', "no patch"),
        ('framework = "flask"\nfeature = "x"\nbase = "."\npatch = "no.diff"', "base and patch at once"),
        ("", "`framework` is missing"),
        ('framework = "flask"\ncolour = "red"', "there is no 'colour'; it may say framework"),
        ('framework = "flask"\nprompt = 7', "`prompt`: expected `str`, got `int`"),
        ("framework = ", "Invalid value"),
        ('framework = "flask"\nconstraint = []', "did you mean constraints?"),
        ('framework = "flask"\nconstraints = "clean"', "`constraints`: expected `array`, got `str`"),
        ('framework = "flask"\n[constraints]\nclean = true', "`constraints`: expected `array`, got `table`"),
        ('framework = "flask"\nconstraints = [1]', "`constraints[0]`: expected `str`, got `int`"),
        ('framework = ["flask"]', "`framework`: expected `str`, got `array`"),
        ('framework = "' + "x" * 5000 + '"', "xxx', but flask"),
        ('framework = "flask"\nprompt = "a\\u0000b"', "`prompt` holds a control character"),
        ('framework = "flask"\nprompt = "\\u001b[2J"', "`prompt` holds a control character"),
        ('framework = "flask"\nstart = "  "', "`start` is blank"),
        ('framework = "flask"\nfeature = "a\\nb"\nbase = "."', "`feature` holds a control character"),
        ('framework = "flask"\nfeature = "x"\nbase = "../.."', "`base` leaves the task's own folder"),
        ('framework = "flask"\nfeature = "x"\nbase = "/etc"', "`base` leaves the task's own folder"),
        ('framework = "flask"\nfeature = "x"\nbase = "link"', "`base` leaves the task's own folder"),
        ('framework = "flask"\nfeature = "x"\npatch = "/etc/passwd"', "`patch` leaves the task's own folder"),
        ('framework = "flask"\nfeature = "x"\npatch = "/dev/zero"', "`patch` leaves the task's own folder"),
        ('framework = "flask"\nfeature = "x"\npatch = "big.diff"', "the patch is larger than 4 MiB"),
        ('framework = "flask"\nfeature = "x"\nbase = "' + "a" * 5000 + '"', "`base` can't be looked at"),
        ('framework = "flask"\nreference = "nowhere"', "no reference directory"),
        ('framework = "flask"\nreference = "/"', "`reference` leaves the task's own folder"),
        ("a = " + "[" * 30_000, "recursion"),
        (".".join(["a"] * 20_000) + " = 1", "there is no 'a'"),
        ("\0" * 100, "no TOML"),
        (f'framework = "flask"\nprompt = "{"x" * 70000}"', "larger than 64 KiB"),
    ],
)
def test_a_file_that_makes_no_sense_is_one_line_that_names_it(folder, text, words):
    file = written(folder, text)
    (folder / "link").symlink_to("/etc")
    with (folder / "big.diff").open("wb") as big:
        big.truncate(5 << 20)
    with pytest.raises(catalogue.UnknownTask) as caught:
        catalogue.find("audit")
    assert words in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert catalogue.own() == ({}, (str(caught.value),))


@pytest.mark.parametrize("raw", [b'framework = "\xff"', "framework = 1".encode("utf-16")])
def test_a_file_that_is_no_text_is_one_line(folder, raw):
    (folder / "audit.toml").write_bytes(raw)
    with pytest.raises(catalogue.UnknownTask, match="not UTF-8 text"):
        catalogue.find("audit")


def test_a_mark_at_the_start_of_a_text_is_no_mistake(folder):
    (folder / "audit.toml").write_bytes(b"\xef\xbb\xbf" + AUDIT.encode())
    assert catalogue.find("audit").orm


def test_what_is_no_file_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.toml")
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "dir.toml").mkdir()
    for name in ("pipe", "loop", "dir"):
        with pytest.raises(catalogue.UnknownTask, match="can't be read"):
            catalogue.find(str(folder / f"{name}.toml"))


def test_a_base_without_files_is_refused(folder):
    (folder / "base").mkdir()
    written(folder, 'framework = "flask"\nfeature = "x"\nbase = "base"')
    with pytest.raises(catalogue.UnknownTask, match="holds no files"):
        base_of(catalogue.find("audit"))


def test_what_solves_it_may_lie_beside_it(folder):
    (folder / "solved").mkdir()
    (folder / "solved" / "run.sh").write_text("exec python3 app.py\n")
    written(folder, AUDIT + 'reference = "solved"')
    assert [entry.path for entry in reference_of(catalogue.find("audit"))] == [b"run.sh"]
    written(folder, AUDIT)
    with pytest.raises(catalogue.UnknownTask, match="names no reference"):
        reference_of(catalogue.find("audit"))


@pytest.mark.parametrize("name", ["own/../choices", "own/nothing", "nowhere.toml", "own/"])
def test_what_is_not_there_is_unknown(folder, name):
    (folder.parent / "choices.toml").write_text(AUDIT)
    with pytest.raises(catalogue.UnknownTask):
        catalogue.find(name)


def test_near_misses_name_a_persons_own_tasks_too(folder):
    written(folder, AUDIT)
    with pytest.raises(catalogue.UnknownTask, match="own/audit"):
        catalogue.find("own/audti")


def test_a_feature_task_begins_with_its_directory(folder):
    (folder / "base").mkdir()
    (folder / "base" / "app.py").write_text("half an app")
    written(folder, 'framework = "koa"\nfeature = "Tags"\nbase = "base"')
    task = catalogue.find("audit")
    assert [(entry.path, entry.data) for entry in base_of(task)] == [(b"app.py", b"half an app")]
    assert "One part of it is missing: **tags**" in prompt(task, "")


def test_a_feature_task_begins_with_the_patched_reference(folder):
    lines = reference(catalogue.find("flask/sqlite"))["run.sh"].decode().splitlines(keepends=True)
    less = [lines[0], "# a part is missing here\n", *lines[1:]]
    (folder / "out.diff").write_text("".join(difflib.unified_diff(lines, less, "a/run.sh", "b/run.sh")))
    written(folder, 'framework = "flask"\nconstraints = ["sqlite"]\nfeature = "x"\npatch = "out.diff"')
    files = {entry.path: entry for entry in base_of(catalogue.find("audit"))}
    assert files[b"run.sh"].data.decode().splitlines()[1] == "# a part is missing here"
    assert files[b"run.sh"].mode == 0o100755
    assert len(files) > 3


@pytest.mark.parametrize("name", ["../escaped", "/../escaped", "a/../../escaped", ".git/config"])
def test_a_patch_that_leaves_the_tree_is_refused(folder, name):
    (folder / "out.diff").write_text(f"--- /dev/null\n+++ b/{name}\n@@ -0,0 +1 @@\n+x\n")
    written(folder, 'framework = "flask"\nfeature = "x"\npatch = "out.diff"')
    with pytest.raises(catalogue.UnknownTask, match="does not fit"):
        base_of(catalogue.find("audit"))


def test_a_patch_that_does_not_fit_is_refused(folder):
    (folder / "out.diff").write_text("--- a/run.sh\n+++ b/run.sh\n@@ -1 +1 @@\n-not its line\n+x\n")
    written(folder, 'framework = "flask"\nfeature = "x"\npatch = "out.diff"')
    with pytest.raises(catalogue.UnknownTask, match="does not fit the reference of none: error: patch failed"):
        base_of(catalogue.find("audit"))


def test_it_has_no_recording_and_says_so(folder):
    written(folder, AUDIT)
    with pytest.raises(UnknownTape, match="a task of your own, without a reference"):
        find_tape(catalogue.find("audit"), None)


def test_a_session_keeps_its_task_when_the_file_goes(folder, tmp_path):
    file = written(folder, AUDIT)
    task = catalogue.find("audit")
    keep_task(tmp_path, task)
    file.unlink()
    assert task_of(tmp_path, "own/audit") == task
    with pytest.raises(catalogue.UnknownTask):
        task_of(tmp_path, "own/other")


def test_a_session_from_elsewhere_names_no_folder_of_this_machine(folder, tmp_path):
    (folder / "base").mkdir()
    written(folder, 'framework = "koa"\nfeature = "Tags"\nbase = "base"')
    (tmp_path / FILE).write_bytes(msgspec.json.encode(catalogue.find("audit")))
    with pytest.raises(catalogue.UnknownTask, match="its own file alone"):
        base_of(task_of(tmp_path, "own/audit"))
