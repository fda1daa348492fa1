"""Nothing that is committed knows one machine, or where packages come from: ordinary clients know that themselves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HOSTS = (
    "registry.npmjs" + ".org",
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "deb.debian" + ".org",
    "registry-1.docker" + ".io",
)
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, HOSTS), r"(?<![\w.-])/work/(?:main|shared)\b", "/opt" + "/venv", "/root/" + r"\.pyenv"])
)


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    files = committed()
    assert len(files) > 50
    found = []
    for file in files:
        if file.is_file() and not file.is_symlink():
            for match in FORBIDDEN.finditer(file.read_bytes().decode("utf-8", "ignore")):
                found.append(f"{file.relative_to(ROOT)}: {match[0]}")
    assert found == []


@pytest.mark.parametrize("text", [f"https://{HOSTS[1]}/simple", "cd /work" + "/main", "/opt" + "/venv/bin/python"])
def test_the_search_finds_what_it_is_for(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_the_lock_pins_every_line_and_names_no_host() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", pin) for pin in pins)
    assert "litellm==1.105.3" in pins
