"""The system underneath the image: an official one where it can be pulled, else Debian's own, made on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from sandbox.ports import EnvironmentLacks

if TYPE_CHECKING:
    from docker import DockerClient

OFFICIAL = "python:3.13-slim-trixie"
OWN = "spar-base:trixie"
SUITE = "trixie"
LAST_LINES = 5


def find_base(client: DockerClient) -> str:
    """The name of a base image that the engine has; pulls or makes one. Raises EnvironmentLacks."""
    from docker.errors import APIError, ImageNotFound

    for name in (OFFICIAL, OWN):
        try:
            client.images.get(name)
            return name
        except ImageNotFound:
            continue
    try:
        client.images.pull(OFFICIAL)
        return OFFICIAL
    except APIError as error:
        why = str(error.explanation or error)
    return _make_base(client, why)


def _make_base(client: DockerClient, why_not_pulled: str) -> str:
    if shutil.which("debootstrap") is None or os.geteuid() != 0:
        raise EnvironmentLacks(
            f"the base image {OFFICIAL} cannot be pulled: {why_not_pulled.strip().splitlines()[-1][:200]}",
            "connect the Docker engine to a registry, or install debootstrap and run `spar prepare` as root once",
        )
    with tempfile.TemporaryDirectory(prefix="spar-base-") as folder:
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if made.returncode != 0:
            words = " / ".join(made.stdout.strip().splitlines()[-LAST_LINES:])
            raise EnvironmentLacks(f"debootstrap failed: {words}", "see whether Debian's packages can be reached")
        with subprocess.Popen(
            ["tar", "-C", folder, "--exclude=./var/cache/apt/archives", "-c", "."], stdout=subprocess.PIPE
        ) as tar:
            client.api.import_image_from_stream(tar.stdout, repository=OWN.partition(":")[0], tag=SUITE)
    return OWN
