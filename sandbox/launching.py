"""Where programs may run on this machine: the kinds of box, chosen, made ready, or missing for a reason."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

from sandbox.box.bubblewrap import bubblewrap_available
from sandbox.box.docker_engine import docker_available
from sandbox.image.engine import remedy
from sandbox.ports import BoxKind, EnvironmentLacks, Launcher
from tasks.task import Task

Progress = Callable[[str, float | None], None]
"""What is being prepared, in words, and how far it is (0 to 1, None: unknown)."""

SOON = 2.0
"""Seconds for the Docker engine to answer before a person is told of it; usually it takes 10 ms, its client's import
the first time a second."""


def make_launcher(
    task: Task,
    kind: BoxKind | None,
    progress: Progress,
    *,
    trusted: bool = False,
    unsafe: bool = False,
    recording: bool = False,
    port: int | None = None,
) -> Launcher:
    """A kind of box, made ready; None: Docker where it is ready, else local. Raises EnvironmentLacks.

    Without Docker and bubblewrap only what is `trusted` runs (a shipped recording, a person's own commands), and what
    a person allowed in so many words (`unsafe`). `recording`: nothing but the task's shipped recording will run.
    `port`: where the program listens; None: on the task's.
    """
    no_docker = why_no_docker(progress) if kind != "local" else None
    kind = kind or preferred_kind(no_docker)
    if kind == "docker":
        if no_docker:
            words = f"{remedy(no_docker)}, or take the local box: --box local"
            raise EnvironmentLacks(f"Docker is not there: {no_docker}", words)
        from sandbox.box.docker_launcher import DockerLauncher
        from sandbox.image import image

        return DockerLauncher(image.ensure(progress))
    reason = bubblewrap_available()
    if reason and not (trusted or unsafe):
        raise EnvironmentLacks(
            f"nothing isolates foreign code here: {reason}",
            "install bubblewrap or Docker, or say --unsafe-no-box if you accept that it can do anything you can",
        )
    if reason:
        _need_port(port or task.port)
    from sandbox.box.local_launcher import LocalLauncher
    from sandbox.toolchain import toolchain

    return LocalLauncher(toolchain.ensure(task, progress, recording=recording), unsafe=bool(reason))


def why_no_docker(progress: Progress) -> str | None:
    """Why there are no Docker boxes; None where there are. `progress` is told of a wait, and ends it by raising."""
    answer: Future[str | None] = Future()

    def ask() -> None:
        try:
            answer.set_result(docker_available())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="docker engine", daemon=True).start()
    while True:
        try:
            return answer.result(SOON)
        except TimeoutError:
            if answer.done():  # its own
                raise
            progress("waiting for the Docker engine to answer", None)


def preferred_kind(no_docker: str | None) -> BoxKind:
    """Docker where it has the image (or nothing else isolates); else local, which is ready sooner.

    `no_docker`: why there are no Docker boxes.
    """
    if no_docker:
        return "local"
    if bubblewrap_available():
        return "docker"
    from sandbox.box.docker_engine import engine
    from sandbox.image import image

    return "docker" if image.present(engine()) else "local"


def _need_port(port: int) -> None:
    """Without a box the app under test listens on this machine itself. Raises EnvironmentLacks where it can't."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("", port))
        except OSError as error:
            raise EnvironmentLacks(
                f"port {port} is in use on this machine, and without a box the app under test needs it",
                "stop what listens there, or install bubblewrap or Docker: a box has ports of its own",
            ) from error
