"""A piece of a toolchain is made whole or not at all, once, and a person can stop it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.ports import Cancelled, EnvironmentLacks
from sandbox.toolchain import piece
from sandbox.toolchain.client import run_client
from sandbox.toolchain.piece import Piece, Progress, silent


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def piece_of(make: Callable[[Path, Progress], None], digest: str = "d" * 64) -> Piece:
    return Piece("thing", "A thing", digest, 5_000_000, 2.0, make)


def test_a_piece_is_made_once() -> None:
    made: list[Path] = []
    one = piece_of(lambda folder, progress: made.append(folder))
    assert not one.ready
    assert one.ensure(silent) == one.ensure(silent) == one.folder
    assert one.ready
    assert made == [one.folder]


def test_another_digest_is_another_folder() -> None:
    first, second = (piece_of(lambda folder, progress: None, digest * 64) for digest in "ab")
    first.ensure(silent)
    assert not second.ready


def test_what_failed_half_way_is_thrown_away_and_made_again() -> None:
    def fail(folder: Path, progress: Progress) -> None:
        (folder / "half").touch()
        raise EnvironmentLacks("pip failed: no route to host", "try again")

    with pytest.raises(EnvironmentLacks, match="no route to host"):
        piece_of(fail).ensure(silent)
    assert not piece_of(fail).ready
    folder = piece_of(lambda folder, progress: (folder / "whole").touch()).ensure(silent)
    assert sorted(child.name for child in folder.iterdir()) == ["complete", "whole"]


def test_a_second_caller_waits_for_the_first() -> None:
    made: list[float] = []

    def slowly(folder: Path, progress: Progress) -> None:
        time.sleep(0.2)
        made.append(time.monotonic())

    both = [threading.Thread(target=piece_of(slowly).ensure, args=(silent,)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(made) == 1


def test_too_little_room_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece, "ROOM", 1 << 62)
    made: list[Path] = []
    with pytest.raises(EnvironmentLacks, match="less than 1 GB free"):
        piece_of(lambda folder, progress: made.append(folder)).ensure(silent)
    assert made == []


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(EnvironmentLacks, match="A thing") as raised:
        piece_of(lambda folder, progress: None).ensure(silent)
    assert "XDG_CACHE_HOME" in raised.value.remedy


def test_the_estimate_is_download_and_installation() -> None:
    assert piece_of(lambda folder, progress: None).seconds == pytest.approx(4.0)


def test_a_client_is_heard_line_by_line(tmp_path: Path) -> None:
    heard: list[str] = []
    run_client([sys.executable, "-c", "print('one'); print('two')"], tmp_path, heard.append)
    assert [line for line in heard if line] == ["one", "two"]


def test_a_client_that_fails_is_told_by_its_last_lines(tmp_path: Path) -> None:
    program = "import sys; print('ERROR: no matching distribution'); sys.exit(1)"
    with pytest.raises(EnvironmentLacks, match="failed: ERROR: no matching distribution") as raised:
        run_client([sys.executable, "-c", program], tmp_path, lambda line: None)
    assert "registry" in raised.value.remedy


def test_a_network_that_is_not_there_is_said_before_what_it_led_to(tmp_path: Path) -> None:
    """The real pip, whose last words are about versions."""
    pip = [sys.executable, "-m", "pip", "--isolated", "download", "--retries", "1", "--no-cache-dir"]
    nowhere = ["--index-url", "http://127.0.0.1:9/simple", "flask==3.1.3"]
    with pytest.raises(EnvironmentLacks) as raised:
        run_client([*pip, *nowhere], tmp_path, lambda line: None)
    assert str(raised.value).startswith("the package registry was not reached: ")
    assert "Connection refused" in str(raised.value)


def test_a_person_can_stop_a_silent_client_with_all_its_children(tmp_path: Path) -> None:
    program = "import subprocess, time; subprocess.Popen(['sh', '-c', 'sleep 4; touch survived']); time.sleep(60)"
    ticks = 0

    def stop(line: str) -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 2:
            raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        run_client([sys.executable, "-c", program], tmp_path, stop)
    assert time.monotonic() - began < 30
    time.sleep(max(0.0, began + 6 - time.monotonic()))
    assert not (tmp_path / "survived").exists()


def test_a_client_that_falls_silent_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.toolchain.client.SILENCE_SECONDS", 0.5)
    with pytest.raises(EnvironmentLacks, match="nothing was heard"):
        run_client([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, lambda line: None)


def test_a_client_does_not_see_where_the_callers_shell_sends_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    heard: list[str] = []
    program = "import os; print(os.environ.get('PIP_TARGET'), os.environ.get('PIP_INDEX_URL'))"
    run_client([sys.executable, "-c", program], tmp_path, heard.append)
    assert "None kept" in heard
