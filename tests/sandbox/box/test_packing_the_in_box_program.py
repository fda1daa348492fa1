"""The zip that runs in a box."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import zipfile
from typing import get_args

import pytest

from sandbox.box.program import Name, pack, program_digest


@pytest.mark.parametrize("name", get_args(Name))
def test_packing_twice_gives_the_same_bytes(name: Name) -> None:
    again = f"import sys; from sandbox.box.program import pack; sys.stdout.buffer.write(pack({name!r}))"
    other = subprocess.run([sys.executable, "-c", again], capture_output=True, check=True).stdout
    assert other == pack(name)
    assert len(program_digest(name)) == 64


@pytest.mark.parametrize("name", get_args(Name))
def test_everything_packed_imports_the_standard_library_alone(name: Name) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(name))) as archive:
        assert "__main__.py" in archive.namelist()
        for path in archive.namelist():
            if path.endswith(".py"):
                for module in _imports(archive.read(path)):
                    assert module in sys.stdlib_module_names or module in ("sandbox", "tasks"), (path, module)


def _imports(source: bytes) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
