"""What a person's own directory may hold without stopping the reading of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox.inside.porter.walk import TreeLimits, Walk
from sandbox.workspace.folder import entries_of


def test_a_folder_that_opens_but_refuses_to_be_listed_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As folders below /proc do."""
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "secret").touch()
    (tmp_path / "run.sh").write_text("true\n")
    shut = os.stat(tmp_path / "shut").st_ino
    listed = os.scandir

    def refuses(folder: int) -> object:
        if os.stat(folder).st_ino == shut:
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "scandir", refuses)
    entries, left_out = entries_of(tmp_path)
    assert [entry.path for entry in entries] == [b"run.sh"]
    assert left_out == ("folder that cannot be read: shut",)


def test_a_directory_that_itself_refuses_to_be_listed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(folder: int) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuses)
    with pytest.raises(PermissionError):
        entries_of(tmp_path)


def test_of_a_tree_that_is_too_large_the_files_at_its_top_stay(tmp_path: Path) -> None:
    for folder in ("a", "b", "z"):
        (tmp_path / folder).mkdir()
        for number in range(4):
            (tmp_path / folder / f"{number}.txt").touch()
    (tmp_path / "run.sh").write_text("true\n")
    entries, left_out = entries_of(tmp_path, TreeLimits(files=6))
    assert b"run.sh" in {entry.path for entry in entries}
    assert len(entries) == 6
    assert left_out == ("more than 6 files; the rest is left out from: b/",)


def test_of_more_bytes_than_a_tree_may_hold_the_rest_is_left_out_and_named(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(bytes(400))
    entries, left_out = entries_of(tmp_path, TreeLimits(total_bytes=1000))
    assert [entry.path for entry in entries] == [b"a", b"b"]
    assert [line.rpartition(": ")[2] for line in left_out] == ["c"]


def test_a_walk_through_folders_without_files_comes_to_an_end(tmp_path: Path) -> None:
    places = [tmp_path]
    for _ in range(4):
        places = [place / name for place in places for name in "abc"]
        for place in places:
            place.mkdir()
    walk = Walk(tmp_path, TreeLimits(files=3), mend=False)
    assert list(walk) == []
    assert walk.cut, "it looks at ten names for each file that it may keep, and there are 120"


def test_no_permission_in_a_persons_folder_is_lent_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks at their directory meanwhile would see it change; in a box nobody does."""
    (tmp_path / "shut").write_text("x")
    (tmp_path / "closed").mkdir()
    for name in ("shut", "closed"):
        (tmp_path / name).chmod(0)
    changed: list[object] = []
    monkeypatch.setattr(os, "chmod", lambda path, mode: changed.append(path))
    entries_of(tmp_path)
    assert changed == []
