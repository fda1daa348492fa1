"""Calls the `spar` program as a person does, with folders of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks import catalogue
from tasks.reference.compose import reference

PROGRAM = Path(sys.executable).with_name("spar")


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    def refusal(self) -> str:
        """The one line on standard error that says what is wrong; progress before it is left out."""
        lines = [line for line in self.err.splitlines() if line.startswith("spar: ")]
        assert "Traceback" not in self.err, self.err
        assert len(lines) == 1, self.err
        assert self.err.splitlines()[-1] == lines[0], self.err
        return lines[0]


Spar = Callable[..., Said]


def places(folder: Path) -> dict[str, str]:
    return {"SPAR_DATA": str(folder / "data"), "SPAR_CONFIG": str(folder / "config")}


def call(folder: Path, *arguments: str, timeout: float = 60, **environment: str) -> Said:
    done = subprocess.run(
        [PROGRAM, *arguments],
        env=os.environ | places(folder) | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def write_reference(folder: Path, task: str) -> Path:
    """The reference of a task as a directory."""
    for name, data in reference(catalogue.find(task)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
