"""Can this run start here, what will be fetched first, and how long will it take? Asked off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.choices import Choices
from tasks.task import Task


@dataclass(frozen=True, slots=True)
class Readiness:
    """`why_not`: what keeps the run from starting, with the remedy; else empty. `fetch`: what Start will download."""

    why_not: str = ""
    fetch: str = "Nothing to download."
    box: str = ""


def look(choices: Choices, task: Task) -> Readiness:
    """Looks at Docker, bubblewrap and caches; takes up to a second."""
    from sandbox.box.bubblewrap import bubblewrap_available
    from sandbox.box.docker_engine import docker_available
    from sandbox.image.engine import remedy
    from sandbox.launching import preferred_kind

    if no_key := _no_key(choices):
        return Readiness(no_key)
    no_docker = docker_available() if choices.box != "local" else None
    kind = choices.box or preferred_kind(no_docker)
    if kind == "docker":
        if no_docker:
            return Readiness(f"Docker is not there: {no_docker}. Choose the local box, or {remedy(no_docker)}.")
        return Readiness(fetch=_image(), box="Docker")
    no_wall = bubblewrap_available()
    if no_wall and choices.agent == "litellm" and not choices.unsafe_no_box:
        return Readiness(
            f"Nothing isolates a live model here: {no_wall}. Install bubblewrap or Docker, or play a recording."
        )
    if no_wall and task.database == "postgres":
        return Readiness(f"PostgreSQL tasks need a box with a network of its own: {no_wall}. Use bubblewrap or Docker.")
    return Readiness(
        fetch=_toolchain(task, recording=choices.agent == "scripted"),
        box="local, bubblewrap" if not no_wall else "local, not isolated",
    )


def _no_key(choices: Choices) -> str:
    """Why a live model can't be asked, as far as its name tells; empty where it can or only asking will show."""
    if choices.agent != "litellm" or not choices.model:
        return ""
    from sandbox.agents.endpoint import Endpoint
    from sandbox.ports import AgentFailed, EnvironmentLacks

    try:
        Endpoint(choices.model, choices.api_base).key()
    except AgentFailed as error:
        return f"K gives a key for this session: {error}."
    except EnvironmentLacks as lacks:
        return f"{lacks} {lacks.remedy}".strip()
    return ""


def _image() -> str:
    from sandbox.image import image
    from sandbox.image.engine import connect

    client = connect()
    try:
        return "Nothing to download." if image.present(client) else "Builds the image first: about 400 MB, 2 minutes."
    finally:
        client.close()


def _toolchain(task: Task, *, recording: bool) -> str:
    from sandbox.toolchain.toolchain import download_size

    size = download_size(task, recording=recording)
    if size is None:
        return "Nothing to download."
    many, seconds = size
    return f"Downloads {many / 1e6:.0f} MB first, about {max(seconds, 5):.0f} s."
