"""What the built image holds, asked from inside: all works with no network, a read-only root and no rights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from sandbox.box.docker_engine import engine
from sandbox.image import image, layout, recipe

pytestmark = pytest.mark.docker

Run = Callable[[str], tuple[int, str]]


@pytest.fixture(scope="module")
def run() -> Run:
    """Runs a shell command in a fresh, walled container of the image; gives status and output."""

    def run_command(command: str) -> tuple[int, str]:
        container = engine().containers.create(
            image.tag(),
            ["bash", "-c", command],
            network_mode="none",
            read_only=True,
            tmpfs={"/tmp": "exec,mode=1777", layout.WORKSPACE: f"exec,uid={layout.APP_UID}"},
            cap_drop=["ALL"],
            security_opt=["no-new-privileges:true"],
        )
        try:
            container.start()
            status = container.wait(timeout=120)["StatusCode"]
            return status, container.logs().decode()
        finally:
            container.remove(force=True)

    return run_command


def test_every_python_package_is_installed_as_pinned(run: Run) -> None:
    status, output = run("pip list --format freeze")
    assert status == 0
    installed = {line.lower().replace("_", "-") for line in output.splitlines()}
    pins = re.findall(r"^([a-z0-9-]+)(?:\[[a-z]+\])?(==\S+)$", recipe.read("requirements.txt").decode(), re.MULTILINE)
    assert len(pins) > 60
    assert {name + version for name, version in pins} - installed == set()


def test_the_frameworks_and_drivers_of_python_import(run: Run) -> None:
    modules = "aiohttp, django, fastapi, flask, sqlalchemy, aiosqlite, asyncpg, psycopg, psycopg2, bcrypt, jwt, slugify"
    assert run(f"python3 -I -c 'import {modules}; bcrypt.hashpw(b\"x\", bcrypt.gensalt(4))'") == (0, "")


def test_every_node_package_imports_from_the_workspace(run: Run) -> None:
    names = [name for name in json.loads(recipe.read("package.json"))["dependencies"] if name != "@types/node"]
    program = f"for (const name of {json.dumps(names)}) await import(name)"
    status, output = run(f"cat > a.mjs <<'END'\n{program}\nEND\nnode a.mjs")
    assert (status, output) == (0, "")


def test_the_binaries_of_node_packages_work(run: Run) -> None:
    program = (
        "const bcrypt = require('bcrypt'), Better = require('better-sqlite3'), sqlite3 = require('sqlite3');"
        "if (!bcrypt.compareSync('x', bcrypt.hashSync('x', 4))) throw 1;"
        "if (new Better(':memory:').prepare('SELECT 1 AS n').get().n !== 1) throw 2;"
        "new sqlite3.Database(':memory:').get('SELECT 1 AS n', (error, row) => { if (error || row.n !== 1) throw 3; });"
    )
    assert run(f'node -e "{program}"') == (0, "")


def test_typescript_runs(run: Run) -> None:
    assert run("echo 'const n: number = 3; console.log(n)' > a.ts && tsx a.ts") == (0, "3\n")


def test_python_is_compiled(run: Run) -> None:
    status, output = run(
        "cd /opt/python/lib/python*/site-packages/django; for e in py pyc; do find . -name '*'.$e | wc -l; done"
    )
    sources, compiled = map(int, output.split())
    assert status == 0
    # Django's templates for new projects are no Python; they end in .py-tpl.
    assert compiled >= 0.98 * sources > 500


def test_npm_install_says_what_is_there_without_a_network(run: Run) -> None:
    status, output = run('echo \'{"dependencies": {"express": "^5", "hono": "4"}}\' > package.json; npm ci')
    assert (status, "up to date" in output) == (0, True)


def test_npm_install_adds_what_is_there_to_the_manifest(run: Run) -> None:
    status, output = run("echo '{}' > package.json; npm install koa >/dev/null && cat package.json")
    assert status == 0
    assert json.loads(output)["dependencies"]["koa"].startswith("^3.")


def test_npm_install_refuses_what_is_not_there_by_name(run: Run) -> None:
    status, output = run('echo \'{"dependencies": {"left-pad": "1", "express": "^3"}}\' > package.json; npm install')
    assert status == 1
    assert "left-pad@1 (not installed)" in output
    assert "express@^3 (5." in output


def test_pip_install_finds_what_is_there(run: Run) -> None:
    assert run("echo 'flask>=3' > requirements.txt && pip install -q -r requirements.txt") == (0, "")


def test_the_prepared_database_serves_the_role_of_the_contract(run: Run) -> None:
    status, output = run(
        "cp -r $SPAR_PGDATA /tmp/data && chmod -R go-rwx /tmp/data"
        " && $SPAR_PG/pg_ctl -D /tmp/data -w -o '-k /tmp' start >/dev/null"
        " && export PGPASSWORD=password && psql -qtA -h 127.0.0.1 -U user conduit"
        " -c 'CREATE TABLE t (n int)' -c 'SHOW server_encoding';"
        " PGPASSWORD=wrong psql -h 127.0.0.1 -U user conduit -c 'SELECT 1' 2>&1 | grep -c 'authentication failed'"
    )
    assert (status, output) == (0, "UTF8\n1\n")


def test_both_users_have_a_name(run: Run) -> None:
    status, output = run(
        f"id -u; getent passwd {layout.APP_UID} {layout.POSTGRES_UID} | cut -d: -f1,3; locale 2>&1 | head -1"
    )
    assert (status, output.split()) == (0, ["1000", "spar:1000", "postgres:1001", "LANG=C.UTF-8"])


def test_the_image_is_reasonably_small_and_bears_its_recipe() -> None:
    built = engine().images.get(image.tag())
    assert built.attrs["Size"] < 1.2e9
    assert built.labels[image.LABEL] == recipe.digest()
