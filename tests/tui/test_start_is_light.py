"""The first frame waits for nothing heavy."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
import tui.app, tui.screens.workbench
heavy = {"pygments", "git", "docker", "litellm", "tree_sitter", "plotext", "httpx"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_opening_the_workbench_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
