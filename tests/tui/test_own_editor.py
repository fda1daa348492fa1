"""A person's own editor works on a private copy, and what it leaves comes back."""

from __future__ import annotations

import stat
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from piloting import press
from told_session import PENDING, waiting_session
from workbench_app import opened

from sandbox.actions import EditFile
from tui.app import SparApp
from tui.own_editor import EditorFailed, edit_text, own_editor

SEE = """
import os, sys
path = sys.argv[-1]
open(sys.argv[1], "w").write(f"{path} {os.stat(path).st_mode:o} {os.stat(os.path.dirname(path)).st_mode:o}")
text = open(path).read()
open(path, "w").write(text.replace("False", "None") + "\\n")
"""


def test_the_copy_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    assert edit_text([sys.executable, "-c", SEE, str(seen)], "../../a b.py", "x = False") == "x = None"
    path, mode, folder = seen.read_text().rsplit(" ", 2)
    assert stat.S_IMODE(int(mode, 8)) == 0o600
    assert stat.S_IMODE(int(folder, 8)) == 0o700
    assert Path(path).name == "a_b.py"
    assert not Path(path).exists()


def test_what_is_left_as_it_was_changes_nothing() -> None:
    assert edit_text(["true"], "a.py", "x = 1\n") is None


def test_an_editor_sees_no_escape_sequence(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    edit_text(["sh", "-c", f'cp "$1" {seen}', "sh"], "a.py", "a\x1b]52;c;QUJD\x07b")
    assert "\x1b" not in seen.read_text()


@pytest.mark.parametrize("command", [["false"], ["/nowhere/editor"]])
def test_an_editor_that_fails_says_so(command: list[str]) -> None:
    with pytest.raises(EditorFailed):
        edit_text(command, "a.py", "x")


def test_the_editor_is_what_the_person_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    monkeypatch.setenv("EDITOR", "cat -A")
    assert own_editor() == ["cat", "-A"]
    monkeypatch.setenv("EDITOR", "'")
    assert own_editor() is None


async def test_e_replaces_the_pending_action_with_what_the_editor_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(SEE)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script} {tmp_path / 'seen'}")
    monkeypatch.setattr(SparApp, "suspend", lambda self: nullcontext())
    handle = waiting_session()
    async with opened(handle) as (pilot, _):
        await press(pilot, "e")
        assert handle.asked == [("replace", EditFile(PENDING.path, PENDING.old, "expire_on_commit=None"))]
