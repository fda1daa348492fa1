"""Caps by control groups, on made-up trees of both versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.box import cgroup


def test_version_2_puts_the_box_beside_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cgroup.controllers").write_text("memory pids")
    (tmp_path / "user" / "term").mkdir(parents=True)
    _kernel(monkeypatch, ("memory.max", "pids.max", "cgroup.procs"))
    group = cgroup.make(1000, 50, mount=tmp_path, own="0::/user/term\n")
    assert group is not None
    (folder,) = group.folders
    assert folder.parent == tmp_path / "user"
    assert (folder / "memory.max").read_text() == "1000"
    assert (folder / "pids.max").read_text() == "50"
    assert group.doors == (str(folder / "cgroup.procs"),)


def test_version_1_has_a_folder_for_each_controller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for controller in ("memory", "pids", "cpu"):
        (tmp_path / controller / "x").mkdir(parents=True)
    _kernel(monkeypatch, ("memory.limit_in_bytes", "pids.max", "cpu.shares"))
    own = "3:memory:/x\n2:pids:/x\n1:cpu,cpuacct:/x\n0::/\n"
    group = cgroup.make(1000, 50, mount=tmp_path, own=own)
    assert group is not None
    assert [folder.parent.parent.name for folder in group.folders] == ["memory", "pids", "cpu"]


def test_without_the_controller_there_is_no_group_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu")
    _kernel(monkeypatch, ())
    assert cgroup.make(1000, 50, mount=tmp_path, own="0::/\n") is None
    assert [path.name for path in tmp_path.iterdir()] == ["cgroup.controllers"]


def test_a_group_knows_when_memory_ran_out(tmp_path: Path) -> None:
    group = cgroup.Cgroup((tmp_path,))
    (tmp_path / "memory.events").write_text("oom 0\noom_kill 0\n")
    assert not group.out_of_memory()
    (tmp_path / "memory.events").write_text("oom 2\noom_kill 2\n")
    assert group.out_of_memory()


def _kernel(monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...]) -> None:
    """Make new folders hold control files, as the kernel does."""
    make = Path.mkdir

    def mkdir(self: Path, *args: object, **kwargs: object) -> None:
        make(self, *args, **kwargs)  # type: ignore[arg-type]
        for name in files:
            (self / name).touch()

    monkeypatch.setattr(Path, "mkdir", mkdir)
