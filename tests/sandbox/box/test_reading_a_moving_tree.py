"""Races that a real one hits once in a million, made certain: what is swapped between two looks is never followed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.inside.porter import snapshot, walk
from sandbox.inside.porter.snapshot import Tracker
from sandbox.inside.porter.walk import TreeLimits, Walk, read_entry


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder with a secret, beside the tree."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file").write_text("secret")
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "file").write_text("inside")
    return folder


def just_before_opening(monkeypatch: pytest.MonkeyPatch, swap: Callable[[], None]) -> None:
    """Let `swap` run once, after a place was looked at and before it is opened."""
    swaps = [swap]

    @contextlib.contextmanager
    def lent(*arguments: object) -> Iterator[None]:
        if swaps:
            swaps.pop()()
        yield

    monkeypatch.setattr(walk, "lent", lent)


def test_a_file_swapped_for_a_link_before_it_is_opened_is_not_read(
    tree: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (tree / "sub" / "file").unlink()
        (tree / "sub" / "file").symlink_to(outside / "file")

    just_before_opening(monkeypatch, swap)
    folder = os.open(tree / "sub", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="symbolic links"):
            read_entry(folder, "file", 100, mend=False)
    finally:
        os.close(folder)


def test_a_folder_swapped_for_a_link_before_it_is_opened_is_not_entered(
    tree: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (tree / "sub").rename(tree.parent / "moved")
        (tree / "sub").symlink_to(outside)

    just_before_opening(monkeypatch, swap)
    assert list(Walk(tree, TreeLimits(), mend=False)) == []


def test_a_file_swapped_for_a_pipe_before_it_is_opened_does_not_hold_the_walk(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        (tree / "sub" / "file").unlink()
        os.mkfifo(tree / "sub" / "file")

    just_before_opening(monkeypatch, swap)
    folder = os.open(tree / "sub", os.O_RDONLY)
    try:
        assert read_entry(folder, "file", 100, mend=False) is None
    finally:
        os.close(folder)


def test_a_file_that_grows_while_it_is_read_is_read_no_further_than_the_limit(tree: Path) -> None:
    (tree / "sub" / "file").write_bytes(bytes(101))
    folder = os.open(tree / "sub", os.O_RDONLY)
    try:
        assert read_entry(folder, "file", 100, mend=False) is None
        assert read_entry(folder, "file", 101, mend=False) == (0o100644, bytes(101))
    finally:
        os.close(folder)


def test_permission_is_never_lent_through_a_link(tree: Path, outside: Path) -> None:
    (outside / "file").chmod(0o000)
    (tree / "link").symlink_to(outside / "file")
    folder = os.open(tree, os.O_RDONLY)
    try:
        with walk.lent(folder, "link", 0o400, True):
            assert (outside / "file").stat().st_mode & 0o777 == 0
    finally:
        os.close(folder)


def test_a_change_within_one_tick_of_the_clock_is_seen(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_stamp", lambda status: (1,))  # a clock that stands still
    tracker = Tracker(str(tree), TreeLimits())
    assert [entry.data for entry in tracker.changes()] == [b"inside"]
    (tree / "sub" / "file").write_text("INSIDE")
    assert [entry.data for entry in tracker.changes()] == [b"INSIDE"]
