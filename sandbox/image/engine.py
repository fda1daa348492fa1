"""The Docker engine of this machine, or one line about why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ports import EnvironmentLacks

if TYPE_CHECKING:
    from docker import DockerClient

NOT_ALLOWED = "this account may not use Docker: it isn't in the group `docker`"
SILENT = "the Docker engine takes calls and answers none"
START = "install Docker, or start it (its service, or `dockerd`)"
RESTART = "restart Docker (its service, or `dockerd`)"
FIRST_ANSWER = 10.0
"""Seconds until an engine has said that it is there. One that systemd starts at the first call takes some three."""

_DENIED = "permission denied"
_SLOW = "timed out"
_KNOWN = {_DENIED: NOT_ALLOWED, _SLOW: SILENT}


def connect(timeout: float = 60.0) -> DockerClient:
    """A client of the engine that the environment names; `timeout` in seconds for each answer after its first.

    Raises EnvironmentLacks where none answers.
    """
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env(timeout=FIRST_ANSWER)
        client.ping()
        client.api.timeout = timeout
    except (DockerException, OSError) as error:
        words = _last_words(error)
        reason = _KNOWN.get(words, f"no Docker engine answers: {words}")
        raise EnvironmentLacks(reason, f"{remedy(reason)}, or run with `--box local`") from error
    return client


def remedy(reason: str) -> str:
    """What helps where there is no engine for this reason."""
    if reason == NOT_ALLOWED:
        return "sudo usermod -aG docker $USER, then log in again"
    return RESTART if reason == SILENT else START


def _last_words(error: BaseException) -> str:
    """The innermost cause in one line: docker-py wraps `Permission denied` four times over."""
    text = str(error)
    for known in (_DENIED, "No such file or directory", "Connection refused", _SLOW):
        if known.lower() in text.lower():
            return known.lower()
    return " ".join(text.split())[:200]
