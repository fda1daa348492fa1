"""Lint, types and the contracts between floors are tests like all others, so that one command says it all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--quiet"], id="lint"),
        pytest.param(["ruff", "format", "--check", "--quiet"], id="format"),
        pytest.param(["mypy"], id="types"),
        pytest.param(["mypy", "tests/benchmarks", "tests/common"], id="types-of-the-benchmarks"),
        pytest.param(["lint-imports"], id="imports"),
    ],
)
def test_the_sources_pass(command: list[str]) -> None:
    done = subprocess.run(
        [TOOLS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-4000:]}{done.stderr[-2000:]}"
