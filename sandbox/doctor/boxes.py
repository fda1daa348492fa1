"""Can code be run here, and how well is it kept in?"""

from __future__ import annotations

from sandbox.box import local_launcher
from sandbox.box.bubblewrap import bubblewrap_available
from sandbox.box.docker_engine import docker_available, engine
from sandbox.doctor.check import Check
from sandbox.image import image
from sandbox.image.engine import remedy


def docker_engine() -> Check:
    reason = docker_available()
    if reason is not None:
        return Check("Docker engine", "missing", reason, "no Docker boxes; local ones serve instead", remedy(reason))
    told = engine().info()
    memory = int(told.get("MemTotal", 0)) / (1 << 30)
    return Check("Docker engine", "ok", f"{told.get('ServerVersion')}, {told.get('NCPU')} CPUs, {memory:.1f} GiB")


def docker_image() -> Check:
    reason = docker_available()
    if reason is not None:
        return Check("Docker image", "missing", "no engine to hold it", "no Docker boxes", remedy(reason))
    if image.present(engine()):
        return Check("Docker image", "ok", image.tag())
    return Check(
        "Docker image",
        "missing",
        f"{image.tag()} is not built",
        "the first run in Docker builds it: two to four minutes, some 400 MB",
        "spar prepare",
    )


def bubblewrap() -> Check:
    reason = bubblewrap_available()
    if reason is None:
        return Check("bubblewrap", "ok", "a box starts")
    cost = "local boxes have no walls: only shipped recordings run in them"
    return Check("bubblewrap", "missing", reason, cost, "install bubblewrap 0.8 or newer, or use Docker")


def limits() -> Check:
    if local_launcher.limits_by() == "cgroup":
        return Check("limits", "ok", "local boxes are capped by control groups")
    return Check(
        "limits",
        "partial",
        "local boxes are watched, five times a second",
        "a runaway program can use too much for a moment before its box is ended",
        "a systemd user session with delegated control groups, or Docker",
    )
