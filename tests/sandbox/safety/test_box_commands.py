"""How commands start and end in both boxes: at their shell's exit, at a time-out, at a cancel, with the host's end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from waiting import until

from sandbox.actions import Shell
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.ported_box import PortedBox
from sandbox.box.program import pack
from sandbox.ports import BoxLimits, Observation

Run = Callable[..., Observation]


def test_a_background_server_survives_its_command_and_may_go_on_writing(run: Run) -> None:
    serve = "python3 -m http.server --bind 127.0.0.1 8765 & sleep 0.1; while true; do echo noise; sleep 0.01; done &"
    began = time.monotonic()
    assert run(serve).ok
    assert time.monotonic() - began < 30
    until(lambda: run("(: > /dev/tcp/127.0.0.1/8765) 2>/dev/null").ok)
    fetch = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8765/app.py', timeout=5).read())"
    for _ in range(3):
        assert "hello" in run(f'python3 -c "{fetch}"').output


def test_a_time_out_ends_the_whole_process_group(run: Run) -> None:
    began = time.monotonic()
    slow = run("echo begun; sleep 77 & sleep 77", timeout=3.0)
    assert time.monotonic() - began < 30
    assert (slow.ok, slow.timed_out, slow.output) == (False, True, "begun\n")
    assert run("sleep 0.2; cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep 7[7]'").output == "0\n"


def test_a_command_that_ignores_signals_is_ended_too(run: Run) -> None:
    stubborn = run("trap '' TERM INT HUP; while true; do sleep 0.1; done", timeout=1.0)
    assert stubborn.timed_out


def test_a_cancel_returns_what_came_so_far(box: PortedBox) -> None:
    cancel = threading.Event()
    seen: list[str] = []

    def hear(text: str) -> None:
        seen.append(text)
        cancel.set()

    began = time.monotonic()
    cut_short = box.execute(Shell("echo begun; sleep 60"), hear, cancel)
    assert time.monotonic() - began < 30
    assert (cut_short.ok, cut_short.timed_out, cut_short.output) == (False, False, "begun\n")
    assert seen == ["begun\n"]


def test_output_is_streamed_while_the_command_runs(box: PortedBox) -> None:
    heard: list[tuple[str, float]] = []
    box.execute(
        Shell("echo one; sleep 2; echo two"),
        lambda text: heard.append((text, time.monotonic())),
        threading.Event(),
    )
    assert [text for text, _ in heard] == ["one\n", "two\n"]
    assert heard[1][1] - heard[0][1] > 0.3, "not at the end, both at once"


def test_standard_input_is_empty_and_no_terminal_is_there(run: Run) -> None:
    assert run("cat; tty; echo $?").output.splitlines() == ["not a tty", "1"]


def test_the_working_directory_does_not_persist(run: Run) -> None:
    run("mkdir sub; cd sub; export X=1")
    assert run("pwd; echo [$X]").output == "/workspace\n[]\n"


def test_a_command_too_long_for_the_kernel_is_told_to_the_agent(run: Run) -> None:
    long = run("true " + "x" * 200_000)
    assert not long.ok
    assert "cannot be started" in long.output


def test_a_box_ends_by_itself_when_its_host_falls_silent(launcher: DockerLauncher | LocalLauncher) -> None:
    channel = launcher.launch(pack("porter"), "agent", BoxLimits())
    began = time.monotonic()
    try:
        assert channel.stdout.read(1) == b""
        assert 8 < time.monotonic() - began < 40
    finally:
        channel.close()
