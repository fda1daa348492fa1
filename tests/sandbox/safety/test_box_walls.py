"""Wall 2: the box holds nothing worth stealing, reaches nothing, and what runs in it has no power."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.box.ported_box import PortedBox
from sandbox.ports import BoxDied, Observation

Run = Callable[..., Observation]

SECRET = "sk-planted-7f3a9c51e2"


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key in this process's environment, set before the box starts, and one in a file of this machine."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    (tmp_path / "credentials").write_text(SECRET)


def test_a_search_for_the_hosts_key_finds_nothing(run: Run, tmp_path: Path) -> None:
    where = "/proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/task/*/environ /tmp /run /home /etc /workspace /var"
    found = run(f"grep -rlaF sk-planted-7f3a {where} /dev/shm 2>/dev/null; env | grep -c sk-planted")
    # the command line of this very search is the one place
    assert all("cmdline" in line for line in found.output.splitlines()[:-1])
    assert found.output.splitlines()[-1] == "0"
    assert not run(f"cat {tmp_path}/credentials").ok


def test_the_environment_is_ours_alone(run: Run) -> None:
    names = {line.partition("=")[0] for line in run("env").output.splitlines()}
    assert not names & {"ANTHROPIC_API_KEY", "VIRTUAL_ENV", "SSH_AUTH_SOCK", "DOCKER_HOST", "SUDO_USER"}
    assert not [name for name in names if name.startswith(("SPAR_TREE", "SPAR_SCRATCH"))]
    assert names >= {"PATH", "HOME", "LANG", "PYTHONUNBUFFERED", "PIP_NO_INDEX", "npm_config_offline"}


def test_no_network_leads_out(run: Run) -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener:
        port = listener.getsockname()[1]
        addresses = {"127.0.0.1", *_own_addresses()}
        for address in addresses:
            assert not run(f"timeout 3 bash -c 'echo x > /dev/tcp/{address}/{port}'").ok
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
    interfaces = run("cat /proc/net/dev").output.splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]


def test_loopback_works_and_postgres_is_its_name(run: Run) -> None:
    assert run("getent hosts postgres").output.startswith("127.0.0.1")
    program = """
import socket
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(('postgres', server.getsockname()[1]))
"""
    assert run(f'python3 -c "{program}"').ok


def test_nothing_in_the_box_has_root_or_capabilities(run: Run) -> None:
    assert run("id -u; id -g; id -G").output.split() == ["1000", "1000", "1000"]
    for process in run("ls -d /proc/[0-9]*").output.split():
        status = dict(
            line.split(":\t", 1) for line in run(f"cat {process}/status").output.splitlines() if ":\t" in line
        )
        if not status:
            continue
        assert set(status["Uid"].split()) == {"1000"}
        assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert status["NoNewPrivs"] == "1"


def test_no_further_user_namespace_gives_capabilities_back(run: Run) -> None:
    assert not run("unshare --user --map-root-user true").ok


def test_only_the_tree_and_private_places_can_be_written(run: Run) -> None:
    for place in ("/", "/usr", "/etc", "/dev", "/usr/lib", "/bin", "/opt", "/var", "/run", "/sys", "/proc/sys/kernel"):
        assert not run(f"touch {place}/planted").ok, place
    for place in (".", "/tmp", "$HOME", "/dev/shm"):
        assert run(f"touch {place}/mine").ok, place


def test_nothing_of_the_host_is_visible_but_programs(run: Run) -> None:
    assert not run("ls /var/run/docker.sock || ls /run/docker.sock || ls /work || ls /root/.ssh").ok
    assert not run("ls /dev/sda || ls /dev/vda || ls /dev/mem || ls /dev/kmsg").ok
    processes = run("cat /proc/[0-9]*/comm").output.split()
    assert len(processes) < 8, processes


def test_nobody_in_the_box_can_speak_in_the_porters_place(run: Run) -> None:
    """PID 1 and the porter are undumpable: their descriptors, memory and environment are closed for their own user."""
    porters = run("grep -l python3 /proc/[0-9]*/comm").output.split()
    assert len(porters) >= 2
    for comm in porters:
        folder = comm.removesuffix("/comm")
        for what in ("fd/0", "fd/1", "mem", "environ"):
            refused = run(f"head -c 1 < {folder}/{what}")
            assert not refused.ok, f"{folder}/{what}"
            assert "Permission denied" in refused.output


def test_a_killed_porter_is_a_dead_box_and_says_so(box: PortedBox, run: Run) -> None:
    with pytest.raises(BoxDied, match="was killed"):
        run("for p in /proc/[0-9]*; do p=${p#/proc/}; [ $p = $$ ] || kill -9 $p; done; sleep 5")
    with pytest.raises(BoxDied):
        box.snapshot()


def test_a_stopped_porter_is_a_dead_box_in_the_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.box.ported_box.GRACE", 0.5)
    with pytest.raises(BoxDied, match="does not answer"):
        run("for p in /proc/[0-9]*; do p=${p#/proc/}; [ $p = $$ ] || kill -STOP $p; done; sleep 30", timeout=1.0)


def _own_addresses() -> list[str]:
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
        except OSError:
            pass
        return sorted({str(entry[4][0]) for entry in found} | {probe.getsockname()[0], "172.17.0.1"} - {"0.0.0.0"})
