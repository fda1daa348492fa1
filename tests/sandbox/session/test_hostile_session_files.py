"""A session file that names places outside the store, or brings settings and hooks for git, plants nothing."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from sandbox.events import SessionStarted
from sandbox.limits import Limits
from sandbox.store.journal import FILE, Journal
from sandbox.store.session_file import BadSessionFile, take_in
from sandbox.store.session_store import SessionStore


@pytest.fixture
def journal(tmp_path: Path) -> bytes:
    folder = tmp_path / "made"
    folder.mkdir()
    written = Journal(folder)
    written.append(SessionStarted("s", "flask/none", "scripted", "x", "local", "i", 1, Limits(), 0.0, "c0", "t0"))
    written.close()
    return (folder / FILE).read_bytes()


@pytest.mark.parametrize(
    "name", ["repo.git/objects/../../../../planted", "scores/../../../planted", "/planted", "../planted", "repo.git"]
)
def test_a_name_that_leads_out_of_a_session_is_refused(tmp_path: Path, journal: bytes, name: str) -> None:
    file = tmp_path / "hostile.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(FILE, journal)
        archive.writestr(name, "planted")
    with pytest.raises(BadSessionFile, match="it names"):
        take_in(file, SessionStore(tmp_path / "a" / "b" / "store"))
    assert not list(tmp_path.rglob("planted"))


def test_a_link_in_a_session_file_is_refused(tmp_path: Path, journal: bytes) -> None:
    file = tmp_path / "hostile.zip"
    link = zipfile.ZipInfo("repo.git/objects/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(FILE, journal)
        archive.writestr(link, str(tmp_path))
    with pytest.raises(BadSessionFile, match="it names"):
        take_in(file, SessionStore(tmp_path / "store"))


def test_settings_hooks_and_alternates_for_git_are_not_taken_along(tmp_path: Path, journal: bytes) -> None:
    file = tmp_path / "hostile.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(FILE, journal)
        archive.writestr("repo.git/HEAD", "ref: refs/heads/main\n")
        archive.writestr("repo.git/config", "[core]\n\tfsmonitor = touch /planted\n")
        archive.writestr("repo.git/hooks/post-checkout", "#!/bin/sh\n")
        archive.writestr("repo.git/info/attributes", "* filter=evil\n")
        archive.writestr("repo.git/objects/info/alternates", "/somebody/elses/.git/objects\n")
        archive.writestr("repo.git/objects/info/commit-graph", "CGPH")
    folder = take_in(file, SessionStore(tmp_path / "store"))
    repository = folder / "repo.git"
    assert {path.name for path in repository.iterdir()} == {"HEAD", "config", "objects", "refs"}
    assert "fsmonitor" not in (repository / "config").read_text()
    assert not list((repository / "objects").rglob("*"))
