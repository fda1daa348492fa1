"""The stand-in for sqlite3's native half behaves as the native half does: both answer the same calls alike."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sandbox.toolchain import node_runtime, toolchain
from tasks.catalogue import find

HERE = Path(__file__).parent


def local(script: str, folder: Path, *options: str) -> str:
    """What a script prints under the local toolchain's Node.js with these `options`, the stand-in underneath."""
    tools = toolchain.ensure(find("express/sqlite+orm"))
    assert tools.node_modules is not None
    (folder / "node_modules").symlink_to(tools.node_modules)
    (folder / script).write_bytes((HERE / script).read_bytes())
    command = [node_runtime.node().program, *options, script, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def in_image(script: str) -> str:
    """What it prints in the image, the native half underneath."""
    from sandbox.box.docker_engine import engine
    from sandbox.image import image

    container = engine().containers.create(
        image.tag(), ["node", "-e", (HERE / script).read_text(), "/tmp"], network_mode="none"
    )
    try:
        container.start()
        assert container.wait(timeout=240)["StatusCode"] == 0
        output: bytes = container.logs()
        return output.decode()
    finally:
        container.remove(force=True)


@pytest.mark.node
@pytest.mark.docker
def test_the_stand_in_answers_every_call_as_the_native_half_does(tmp_path: Path) -> None:
    answers = local("sqlite3_calls.cjs", tmp_path)
    assert "SQLITE_BUSY: database is locked" in answers
    assert answers == in_image("sqlite3_calls.cjs")


@pytest.mark.node
def test_sequelize_runs_on_the_stand_in(tmp_path: Path) -> None:
    assert local("sequelize_calls.cjs", tmp_path).splitlines() == [
        "1 2",
        "SequelizeUniqueConstraintError",
        "SequelizeValidationError",
        "SequelizeForeignKeyConstraintError",
        "[ 'a', 'b' ] 1970-01-01T00:00:00.000Z true ann",
        "true 1 0",
        "undone",
        "2 [ 'two' ]",
        "[ { UserId: 1, n: 1 }, { UserId: 2, n: 2 } ]",
        "false null rob",
        "2 added",
        "2 6",
        "[ { two: 2 } ] [ { n: 'x' } ]",
    ]


@pytest.mark.node
@pytest.mark.docker
def test_sequelize_says_the_same_on_the_native_half(tmp_path: Path) -> None:
    assert local("sequelize_calls.cjs", tmp_path) == in_image("sequelize_calls.cjs")


@pytest.mark.node
def test_texts_without_a_statement_end_no_process(tmp_path: Path) -> None:
    """Unguarded, Node.js 22.20 to 24.19 end in the first rounds: a segmentation fault, or `node->IsInUse()`."""
    said = local("sqlite3_empty_texts.cjs", tmp_path, "--expose-gc", "--no-warnings").splitlines()
    assert said == ["rounds 2000", "{ empty: 3129, others: 12981, mistaken: 0 }"]
