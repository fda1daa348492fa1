"""Wall 2: the whole list of what a box has mounted, so that nothing more of the host slips in unseen."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from boxes import KINDS, OWN_PYTHON, equipped

from sandbox.actions import Shell
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.places import HOME, SCRATCH, TREE
from sandbox.ports import BoxKind, BoxLimits, Observation
from tasks.catalogue import find

Run = Callable[..., Observation]

PRIVATE = {TREE, SCRATCH, HOME, "/tmp", "/dev/shm"}
PROGRAMS = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"}
SHOWN = {str(path) for path in OWN_PYTHON.readonly}


def test_only_private_places_are_writable_and_only_programs_are_shown(
    run: Run, launcher: DockerLauncher | LocalLauncher
) -> None:
    for line in run("cat /proc/self/mountinfo").output.splitlines():
        before, _, after = line.partition(" - ")
        place, options = before.split()[4:6]
        kind = after.split()[0]
        if place in PRIVATE:
            assert kind == "tmpfs", line
        elif place.startswith(("/proc", "/dev", "/sys")):
            assert kind in ("proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "tmpfs", "devtmpfs"), line
        else:
            assert "ro" in options.split(","), line
            if launcher.kind == "local":
                assert place in PROGRAMS | SHOWN | {"/"} or place.startswith("/etc/"), line
            else:
                assert place in ("/", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"), line


@pytest.mark.parametrize("kind", KINDS)
def test_the_packages_of_nodejs_can_be_read_and_not_be_changed(kind: BoxKind) -> None:
    """One copy on the host serves every local box: what one box could plant there, the next would run."""
    task = find("express/none")
    box = open_box(equipped(kind, task), task, BoxLimits())
    try:
        tried = "test -f /node_modules/express/package.json && ! touch /node_modules/planted && "
        tried += "! touch /node_modules/express/planted && echo walled"
        done = box.execute(Shell(tried), lambda _: None, Event())
    finally:
        box.close()
    assert done.output.endswith("walled\n")
