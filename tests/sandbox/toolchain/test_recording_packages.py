"""What a recording needs is fetched by Spar's own pip while the venv is still unpacking one of its own."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

from sandbox.toolchain.python_packages import fetched_words, recording_packages
from tasks.catalogue import find


@pytest.mark.long
@pytest.mark.parametrize("has_pip", [True, False])
def test_a_recordings_packages_come_whole_with_a_pip_of_their_own(
    has_pip: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if not has_pip:
        found = importlib.util.find_spec
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else found(name))
    told: list[str] = []
    piece = recording_packages(find("flask/clean+sqlite+orm"))
    folder = piece.ensure(lambda words, share: told.append(words))
    said = subprocess.run([folder / "bin" / "pip", "list"], capture_output=True, text=True, check=True).stdout.lower()
    assert {"pip", "flask", "gunicorn", "sqlalchemy"} <= {line.split()[0] for line in said.splitlines()}
    subprocess.run([folder / "bin" / "python", "-I", "-c", "import flask, sqlalchemy"], check=True)
    assert subprocess.run([folder / "bin" / "gunicorn", "--version"], check=False).returncode == 0
    assert "making a venv" in told
    assert any(words.startswith("installing Python packages (") for words in told)


def test_how_many_are_still_to_come_is_not_made_up() -> None:
    assert [fetched_words(count, 3) for count in (0, 2, 3, 4)] == ["0 of 3", "2 of 3", "3 so far", "4 so far"]
