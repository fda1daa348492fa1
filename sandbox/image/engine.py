"""The Docker engine of this machine, or one line about why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ports import EnvironmentLacks

if TYPE_CHECKING:
    from docker import DockerClient

REMEDY = "start Docker (its service, or `dockerd`), or run with `--box local`"


def connect(timeout: float = 60.0) -> DockerClient:
    """A client of the engine that the environment names; `timeout` in seconds for each answer.

    Raises EnvironmentLacks where none answers.
    """
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env(timeout=timeout)
        client.ping()
    except (DockerException, OSError) as error:
        raise EnvironmentLacks(f"no Docker engine answers: {_last_words(error)}", REMEDY) from error
    return client


def _last_words(error: BaseException) -> str:
    """The innermost cause in one line: docker-py wraps `Permission denied` four times over."""
    text = str(error)
    for known in ("Permission denied", "No such file or directory", "Connection refused", "timed out"):
        if known.lower() in text.lower():
            return known.lower()
    return " ".join(text.split())[:200]
