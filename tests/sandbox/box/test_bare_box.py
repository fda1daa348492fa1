"""A box without walls still keeps to its folder's life, its limits and its manners."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from waiting import until

from sandbox.actions import Action, Shell
from sandbox.box import processes
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.ported_box import PortedBox
from sandbox.ports import BoxDied, Entry, Observation
from tasks.catalogue import find

Act = Callable[[Action], Observation]
LONG = f"612.{os.getpid()}"
"""Seconds that nobody else sleeps on this machine."""


def test_closing_ends_even_what_left_its_process_group(act: Act, bare_box: PortedBox) -> None:
    one, two = f"touch one; exec sleep {LONG}", f"touch two; sleep {LONG} & sleep {LONG}"
    act(Shell(f"setsid bash -c '{one}' & setsid bash -c '{two}' & until [ -e one -a -e two ]; do sleep 0.05; done"))
    until(lambda: _sleepers() >= 3)
    bare_box.close()
    until(lambda: not _sleepers())
    assert _sleepers() == 0


def test_its_folder_is_gone_after_it(act: Act, bare_box: PortedBox) -> None:
    tree = Path(act(Shell("pwd")).output.strip())
    assert tree.is_dir()
    bare_box.close()
    bare_box.close()
    assert not tree.parent.exists()


def test_a_snapshot_tells_only_what_changed_since_the_last(act: Act, bare_box: PortedBox) -> None:
    assert bare_box.snapshot().written == ()
    act(Shell("echo new > new; rm app.py; chmod -x deep/er/run.sh; touch deep/er/run.sh"))
    snapshot = bare_box.snapshot()
    assert snapshot.written == (
        Entry(b"new", 0o100644, b"new\n"),
        Entry(b"deep/er/run.sh", 0o100644, b"#!/bin/sh\n"),
    )
    assert snapshot.deleted == (b"app.py",)
    assert (bare_box.snapshot().written, bare_box.snapshot().deleted) == ((), ())


def test_a_change_that_keeps_size_and_times_is_seen(act: Act, bare_box: PortedBox) -> None:
    act(Shell("touch -r app.py before; printf 'ONE\\ntwo\\nthree\\n' > app.py; touch -r before app.py; rm before"))
    assert bare_box.snapshot().written == (Entry(b"app.py", 0o100644, b"ONE\ntwo\nthree\n"),)


@pytest.mark.parametrize("path", [b"../x", b"/x", b"a/../x", b".git/config", b"a//b", b"", b"./x", b"sub/.GIT/hooks"])
def test_filling_refuses_paths_that_no_tree_may_hold(bare_launcher: LocalLauncher, path: bytes) -> None:
    box = open_box(bare_launcher, find("flask/none"))
    try:
        with pytest.raises(BoxDied, match="a path"):
            box.fill([Entry(path, 0o100644, b"x")])
    finally:
        box.close()


def test_filling_never_writes_through_a_link(bare_launcher: LocalLauncher, tmp_path: Path) -> None:
    box = open_box(bare_launcher, find("flask/none"))
    target = str(tmp_path).encode()
    try:
        with pytest.raises(BoxDied):
            box.fill([Entry(b"away", 0o120000, target), Entry(b"away/planted", 0o100644, b"x")])
    finally:
        box.close()
    assert list(tmp_path.iterdir()) == []


def test_filling_never_writes_into_what_a_link_of_the_same_name_points_to(
    bare_launcher: LocalLauncher, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    box = open_box(bare_launcher, find("flask/none"))
    try:
        with pytest.raises(BoxDied):
            box.fill([Entry(b"away", 0o120000, str(victim).encode()), Entry(b"away", 0o100644, b"planted")])
    finally:
        box.close()
    assert victim.read_text() == "untouched"


def _sleepers() -> int:
    count = 0
    for process in processes.below(1):
        try:
            count += LONG.encode() in Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
    return count


@pytest.mark.parametrize("broken", ["tempfile.mkdtemp", "sandbox.box.local_channel.subprocess.Popen"])
def test_a_machine_without_room_for_a_box_is_named_as_such(
    bare_launcher: LocalLauncher, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(broken, full)
    with pytest.raises(BoxDied, match=r"The box did not start: No space left on device\."):
        open_box(bare_launcher, find("flask/none"))
