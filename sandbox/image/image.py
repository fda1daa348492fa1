"""The image of every Docker box: is it there, and if not, build it."""

from __future__ import annotations

import io
import os
import re
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sandbox.image import recipe
from sandbox.image.base import find_base
from sandbox.image.engine import connect
from sandbox.locks import alone
from sandbox.ports import EnvironmentLacks

if TYPE_CHECKING:
    from docker import DockerClient

Progress = Callable[[str, float | None], None]
"""Told what is going on, in words, and how much is done, 0 to 1 (None: nobody knows)."""

REPOSITORY = "spar"
LABEL = "spar.image"
BUILD_SECONDS = 900.0
"""How long the engine may be silent within a build: apt and pip say nothing while they work."""

STAGES = (
    ("initdb", "preparing PostgreSQL", 0.95),
    ("npm-cli.js ci", "installing Node.js packages", 0.65),
    ("-m venv", "installing Python packages and Node.js", 0.35),
    ("apt-get install", "installing Debian packages and PostgreSQL", 0.1),
)
"""A piece of a build step's text, its words for people, and the share of the whole that is done when it starts.

The last comes first, for `apt-get install` is in two of them.
"""

LAST_LINES = 6


def tag() -> str:
    """The image's name, which changes with its recipe: `spar:<16 hex digits>`."""
    return f"{REPOSITORY}:{recipe.digest()[:16]}"


def present(client: DockerClient) -> bool:
    """Whether the engine has the image of this very recipe."""
    from docker.errors import ImageNotFound

    try:
        client.images.get(tag())
    except ImageNotFound:
        return False
    return True


def ensure(progress: Progress = lambda words, share: None) -> str:
    """The name of the image, built first where it is missing (two minutes, some 400 MB to fetch)."""
    client = connect()
    try:
        return tag() if present(client) else build(progress)
    finally:
        client.close()


def build(progress: Progress) -> str:
    """Build the image and return its name, which `spar:latest` bears too; a second process waits for the first.

    Raises EnvironmentLacks with the build's last lines.
    """
    progress("waiting for the Docker engine", None)
    client = connect(timeout=BUILD_SECONDS)
    try:
        with alone("image"):
            if not present(client):
                progress("looking for a base system", 0.0)
                _build(client, find_base(client), progress)
        client.images.get(tag()).tag(REPOSITORY, "latest")
    finally:
        client.close()
    progress("the image is ready", 1.0)
    return tag()


def _build(client: DockerClient, base: str, progress: Progress) -> None:
    from docker.errors import DockerException
    from urllib3.exceptions import HTTPError

    last: deque[str] = deque(maxlen=LAST_LINES)
    try:
        answers = client.api.build(
            fileobj=io.BytesIO(recipe.context()),
            custom_context=True,
            buildargs={"BASE": base, **_proxies()},
            labels={LABEL: recipe.digest(), "spar.base": base},
            tag=tag(),
            rm=True,
            forcerm=True,
            decode=True,
        )
        _follow(answers, last, progress)
    except (DockerException, HTTPError, OSError) as error:  # the second where a stream breaks off, or is silent
        last.append(" ".join(str(error).split()))
        raise _failed(last) from error


def _follow(answers: Iterable[dict[str, Any]], last: deque[str], progress: Progress) -> None:
    """Turn the engine's messages into words; raises EnvironmentLacks at its `error`."""
    for answer in answers:
        line = re.sub(r"\x1b\[[0-9;]*m", "", str(answer.get("error") or answer.get("stream") or "")).strip()
        if line:
            last.append(line[-300:])
        if "error" in answer:
            raise _failed(last)
        if line.startswith("Step "):
            for piece, words, share in STAGES:
                if piece in line:
                    progress(words, share)
                    break


def _failed(last: Iterable[str]) -> EnvironmentLacks:
    words = " / ".join(line for line in last if not line.startswith("--->"))
    return EnvironmentLacks(
        f"the image cannot be built: {words[-900:]}",
        "see whether the package registries can be reached from the Docker engine, then `spar prepare`",
    )


def _proxies() -> dict[str, str]:
    """Proxy settings of this machine; the builder knows these names and keeps them out of the image."""
    return {name: value for name in ("http_proxy", "https_proxy", "no_proxy") if (value := os.environ.get(name))}
