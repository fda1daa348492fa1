"""Wall 2: what takes all it can get ends the command or the box, never the host, and is told in words."""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from boxes import OWN_PYTHON
from waiting import until

from sandbox.actions import Shell, WriteFile
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.ported_box import PortedBox
from sandbox.ports import BoxDied, BoxLimits, Observation
from tasks.catalogue import find

Run = Callable[..., Observation]

LIMIT = 64
MARK = f"bomb-{uuid.uuid4().hex}"
"""What all processes of these bombs bear on their command lines, on a machine where others work too."""
BOMB = f"mark = '{MARK}'\nimport os, time\nfor i in range(400):\n if os.fork() == 0: time.sleep(30)\n"


def test_a_fork_bomb_meets_a_limit(box: PortedBox, run: Run) -> None:
    bomb = run(f'python3 -c "{BOMB}"')
    assert not bomb.ok
    assert "Resource temporarily unavailable" in bomb.output
    assert 10 < _alive() <= LIMIT
    box.close()
    until(lambda: _alive() == 0, 20)


def test_a_classic_fork_bomb_is_survived_by_the_host(box: PortedBox, run: Run) -> None:
    with contextlib.suppress(BoxDied):
        run(f":(){{ :|:& }};:; sleep 2 # {MARK}", timeout=5.0)
    assert _alive() <= LIMIT
    box.close()
    until(lambda: _alive() == 0, 20)


def test_a_memory_hog_is_ended_and_the_box_goes_on(run: Run) -> None:
    hog = run('python3 -uc "b = []\nwhile True: b.append(bytearray(1 << 20)); print(len(b))"')
    assert not hog.ok
    assert hog.exit_status in (137, -9, 1)
    reached = max(int(line) for line in hog.output.splitlines() if line.isdigit())
    assert 64 < reached <= 256 + 64, "MiB: what programs may have, and the files beside them, which are memory too"
    assert run("echo still here").output == "still here\n"


def test_a_full_disk_is_an_error_in_the_box_alone(run: Run) -> None:
    free = shutil.disk_usage("/tmp").free
    full = run("head -c 200M /dev/zero > a; head -c 200M /dev/zero > b; head -c 200M /dev/zero > /tmp/c; true")
    assert "No space left on device" in full.output or "File size limit" in full.output
    assert free - shutil.disk_usage("/tmp").free < 50 << 20
    assert run("rm -f a b /tmp/c; echo room > again; cat again").output == "room\n"


def test_writing_a_file_onto_a_full_disk_is_told_to_the_agent(box: PortedBox, run: Run) -> None:
    run("head -c 200M /dev/zero > a; head -c 200M /dev/zero > b; true")
    seen = box.execute(WriteFile("more.txt", "x" * 100_000), lambda text: None, Event())
    assert not seen.ok
    assert "No space left" in seen.output
    assert box.snapshot().deleted == ()


def test_endless_output_is_bounded_with_head_tail_and_a_mark(run: Run) -> None:
    flood = run("echo first; timeout 2 yes; echo last")
    assert len(flood.output) < 17 << 10
    assert flood.output.startswith("first\n")
    assert flood.output.endswith("last\n")
    assert flood.cut > 1 << 20
    assert f"[... {flood.cut} bytes cut here ...]" in flood.output


def test_endless_output_without_newlines_or_letters_is_bounded(run: Run) -> None:
    flood = run("timeout 1 cat /dev/urandom")
    assert len(flood.output) < 17 << 10


def test_a_background_flood_does_not_hold_the_command(run: Run) -> None:
    began = time.monotonic()
    assert run("yes & echo started").ok
    assert time.monotonic() - began < 30
    assert run("echo quiet").output == "quiet\n"


def test_every_command_has_limits_of_its_own(run: Run) -> None:
    """No core files; descriptors; KiB of one file, as much as the box's disk; seconds of CPU."""
    assert run("ulimit -c; ulimit -n; ulimit -f; ulimit -t").output.split() == ["0", "4096", "65536", "900"]


def test_too_many_open_files_fail_alone(run: Run) -> None:
    many = run("python3 -c \"f = [open('/dev/null') for i in range(100000)]\"")
    assert "Too many open files" in many.output


@pytest.mark.bubblewrap
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (f'python3 -c "{BOMB}"; sleep 20', "processes"),
        ('python3 -c "b = bytearray(400 << 20); import time; time.sleep(20)"', "memory"),
    ],
    ids=["processes", "memory"],
)
def test_without_control_groups_a_watchdog_ends_the_box(
    command: str, words: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("sandbox.box.local_launcher.limits_by", lambda: "watchdog")
    launcher = LocalLauncher(OWN_PYTHON)
    # A root's own processes are exempt from RLIMIT_NPROC; for others it would stop the bomb before the watchdog does.
    monkeypatch.setattr(launcher, "processes", lambda limits: 0)
    box = open_box(launcher, find("flask/none"), BoxLimits(memory=256 << 20, processes=LIMIT, disk=64 << 20))
    try:
        with pytest.raises(BoxDied, match=words):
            box.execute(Shell(command, 15.0), lambda text: None, Event())
    finally:
        box.close()
    until(lambda: _alive() == 0, 20)


def _alive() -> int:
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            count += MARK.encode() in path.read_bytes()
    return count
