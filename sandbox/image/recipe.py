"""What the image is made of: the files beside this one, and the digest that names their result."""

from __future__ import annotations

import functools
import hashlib
import io
import tarfile
from importlib import resources
from pathlib import Path

FILES = (
    "Dockerfile",
    "node.txt",
    "npm-offline.cjs",
    "npm.sh",
    "package-lock.json",
    "package.json",
    "requirements.txt",
)

EXTRA_CERTIFICATES = Path("/usr/local/share/ca-certificates")
"""Where Debian keeps a machine's own authorities, for networks whose way out is inspected."""


def read(name: str) -> bytes:
    """One file of the recipe."""
    return resources.files("sandbox.image").joinpath(name).read_bytes()


@functools.cache
def digest() -> str:
    """SHA-256 over the recipe's files in hex; certificates and the base are no part of it."""
    total = hashlib.sha256()
    for name in FILES:
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(read(name)).digest())
    return total.hexdigest()


def context(certificates: Path = EXTRA_CERTIFICATES) -> bytes:
    """The build context as a tar: the recipe, and `ca/` with the machine's extra certificates, if it has any."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in FILES:
            _add(tar, name, read(name))
        folder = tarfile.TarInfo("ca")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)
        for number, file in enumerate(sorted(certificates.rglob("*.crt")) if certificates.is_dir() else ()):
            _add(tar, f"ca/extra-{number}.crt", file.read_bytes())
    return packed.getvalue()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o644
    tar.addfile(info, io.BytesIO(data))
