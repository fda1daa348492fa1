"""Opens an agent's box for a task: launches the porter, greets it, and hands out the adapter."""

from __future__ import annotations

from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.ported_box import PortedBox
from sandbox.box.program import pack
from sandbox.ports import BoxKind, BoxLimits, Launcher
from tasks.task import Task


class DockerBox(PortedBox):
    """An agent's box in a container."""

    kind: BoxKind = "docker"


class LocalBox(PortedBox):
    """An agent's box on this machine, in bubblewrap or bare."""

    kind: BoxKind = "local"


def open_box(launcher: Launcher, task: Task, limits: BoxLimits | None = None) -> PortedBox:
    """A fresh, empty box with the task's database server running. Raises EnvironmentLacks or BoxDied."""
    limits = limits or BoxLimits()
    channel = launcher.launch(pack("porter"), "agent", limits)
    if launcher.kind == "docker":
        return DockerBox(channel, limits, task.database)
    processes = launcher.processes(limits) if isinstance(launcher, LocalLauncher) else 0
    return LocalBox(channel, limits, task.database, processes)
