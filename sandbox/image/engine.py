"""The Docker engine of this machine, or one line about why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ports import EnvironmentLacks

if TYPE_CHECKING:
    from docker import DockerClient

NOT_ALLOWED = "this account may not use Docker: it isn't in the group `docker`"
REMEDY = "start Docker (its service, or `dockerd`), or run with `--box local`"
_DENIED = "permission denied"


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
        words = _last_words(error)
        reason = NOT_ALLOWED if words == _DENIED else f"no Docker engine answers: {words}"
        raise EnvironmentLacks(reason, REMEDY) from error
    return client


def _last_words(error: BaseException) -> str:
    """The innermost cause in one line: docker-py wraps `Permission denied` four times over."""
    text = str(error)
    for known in (_DENIED, "No such file or directory", "Connection refused", "timed out"):
        if known.lower() in text.lower():
            return known.lower()
    return " ".join(text.split())[:200]
