"""The lower floors stay light: a headless call loads neither the screens' library nor the models'."""

from __future__ import annotations

import subprocess
import sys

import pytest

# The model worker is a process of its own; only that loads the worker's module and its reception.
LOAD_ALL = """
import importlib, pkgutil, sys
import sandbox, tasks
for package in (sandbox, tasks):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name.endswith(("__main__", "litellm_worker", "reception")) or ".reference." in module.name:
            continue
        importlib.import_module(module.name)
print(*sorted({"textual", "rich", "litellm", "docker", "plotext"} & sys.modules.keys()))
"""


def heavy(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_no_module_below_the_screens_loads_a_heavy_library() -> None:
    assert heavy(LOAD_ALL) == []


@pytest.mark.parametrize("module", ["sandbox.session.live", "tui.cli.main"])
def test_a_front_door_opens_without_screens_or_models(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{'textual', 'rich', 'litellm', 'docker'}} & sys.modules.keys()))"
    assert heavy(program) == []


def test_the_check_sees_what_it_looks_for() -> None:
    assert heavy(LOAD_ALL.replace("import sandbox, tasks", "import sandbox, tasks, rich", 1)) == ["rich"]
