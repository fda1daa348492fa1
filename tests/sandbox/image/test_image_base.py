"""What the image is built on: an official image where there is one, else Debian's own packages, else one clear line."""

from __future__ import annotations

import pytest
from docker.errors import APIError, ImageNotFound

from sandbox.image import base
from sandbox.ports import EnvironmentLacks


class Engine:
    """A Docker engine that has `local` images and a registry with `remote` ones."""

    def __init__(self, local: set[str], remote: set[str]) -> None:
        self.local = local
        self.remote = remote
        self.images = self

    def get(self, name: str) -> str:
        if name not in self.local:
            raise ImageNotFound(name)
        return name

    def pull(self, name: str) -> None:
        if name not in self.remote:
            raise APIError("500 Server Error", explanation="dial tcp: no such host")
        self.local.add(name)


def found(engine: Engine) -> str:
    return base.find_base(engine)  # type: ignore[arg-type]


def test_an_image_that_is_there_is_taken_without_pulling() -> None:
    assert found(Engine({base.OWN}, {base.OFFICIAL})) == base.OWN
    assert found(Engine({base.OWN, base.OFFICIAL}, set())) == base.OFFICIAL


def test_the_official_one_is_pulled_where_a_registry_answers() -> None:
    engine = Engine(set(), {base.OFFICIAL})
    assert found(engine) == base.OFFICIAL
    assert base.OFFICIAL in engine.local


def test_with_neither_registry_nor_debootstrap_one_line_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base.shutil, "which", lambda name: None)
    with pytest.raises(EnvironmentLacks, match=r"cannot be pulled: dial tcp: no such host$") as raised:
        found(Engine(set(), set()))
    assert "debootstrap" in raised.value.remedy


def test_a_debootstrap_that_fails_says_its_last_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        returncode = 1
        stdout = "I: Retrieving\nE: Couldn't download packages: bash\n"

    monkeypatch.setattr(base.shutil, "which", lambda name: "/usr/sbin/debootstrap")
    monkeypatch.setattr(base.os, "geteuid", lambda: 0)
    monkeypatch.setattr(base.subprocess, "run", lambda *_, **__: Failed())
    with pytest.raises(EnvironmentLacks, match="Couldn't download packages: bash"):
        found(Engine(set(), set()))
