"""What a killed process left behind is removed by the next one; what belongs to the living or to others stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.box.leftovers import remove_leftovers


def test_only_what_a_dead_process_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    groups = tmp_path / "cgroup"
    dead = [tmp_path / f"spar-box-{gone.pid}-x", groups / f"spar-{gone.pid}-y", groups / "pids" / f"spar-{gone.pid}-y"]
    kept = [tmp_path / f"spar-box-{os.getpid()}-x", tmp_path / "spar-box-notes", groups / f"spar-{os.getpid()}-y"]
    for folder in (*dead, *kept):
        folder.mkdir(parents=True)
    (dead[0] / "file").touch()
    link = tmp_path / f"spar-box-{gone.pid}-link"
    link.symlink_to(kept[1])
    remove_leftovers(groups)
    assert [folder.exists() for folder in dead] == [False] * 3
    assert [folder.exists() for folder in (*kept, link)] == [True] * 4
