"""PostgreSQL as a box runs it: quick, empty, for one role, and with a superuser that no app can be."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from waiting import until

from sandbox.inside.postgres import Postgres, PostgresFailed

pytestmark = pytest.mark.postgres

UID = 1000 if os.getuid() == 0 else None


def binaries() -> str:
    from sandbox.toolchain.postgres_binaries import postgres_of_machine

    found = postgres_of_machine()
    if found is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    return str(found)


@pytest.fixture
def scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="spar-pg-test-"))
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(scratch) -> Iterator[Postgres]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    postgres = Postgres(binaries(), str(scratch), uid=UID, port=port)
    postgres.start()
    yield postgres
    postgres.stop()


def psql(server: Postgres, script: str, user: str = "user", password: str = "password") -> str:
    done = subprocess.run(
        [f"{binaries()}/psql", "-XAtq", "-h", "127.0.0.1", "-p", str(server.port), "-U", user, "-d", "conduit"],
        input=script,
        capture_output=True,
        text=True,
        env={"PGPASSWORD": password, "PATH": os.defpath, "PGOPTIONS": "-c client_min_messages=warning"},
        check=False,
    )
    return done.stdout + done.stderr


def test_the_role_owns_an_empty_database_and_can_do_nothing_else(server):
    assert psql(server, "CREATE TABLE t (a text); INSERT INTO t VALUES ('grüße'); SELECT a FROM t").strip() == "grüße"
    assert "permission denied" in psql(server, "CREATE ROLE other")
    assert "permission denied" in psql(server, "CREATE DATABASE other")
    assert "must be superuser" in psql(server, "COPY (SELECT 1) TO PROGRAM 'true'") or "denied" in psql(
        server, "COPY (SELECT 1) TO PROGRAM 'true'"
    )


def test_a_wrong_password_and_the_superuser_are_refused_over_the_network(server):
    assert "password authentication failed" in psql(server, "SELECT 1", password="wrong")
    assert "rejects connection" in psql(server, "SELECT 1", user="postgres")


def test_rows_are_read_without_running_what_the_role_defined(server):
    psql(
        server,
        """
        CREATE SCHEMA "odd name"; CREATE TABLE "odd name"."t;x" (a text, b jsonb);
        INSERT INTO "odd name"."t;x" VALUES ('in the row', '{"k": "in json"}');
        CREATE FUNCTION bang() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'bang'; END $$;
        CREATE VIEW v AS SELECT bang();
        """,
    )
    rows = server.dump_rows().decode()
    assert "in the row" in rows
    assert "in json" in rows
    assert "bang" not in rows


def test_a_locked_table_does_not_hold_the_judge_up_for_long(server):
    psql(server, "CREATE TABLE a (x text); CREATE TABLE b (x text); INSERT INTO b VALUES ('kept')")
    holder = subprocess.Popen(
        [
            *(f"{binaries()}/psql", "-Xq", "-h", "127.0.0.1", "-p", str(server.port), "-U", "user", "-d", "conduit"),
            *("-c", "BEGIN; LOCK a; SELECT pg_sleep(20)"),
        ],
        env={"PGPASSWORD": "password", "PATH": os.defpath},
        stdout=subprocess.DEVNULL,
    )
    try:
        until(
            lambda: "AccessExclusiveLock" in psql(server, "SELECT mode FROM pg_locks WHERE relation = 'a'::regclass"),
            15,
        )
        assert b"kept" in server.dump_rows()
    finally:
        holder.kill()
        holder.wait()


def test_recreating_leaves_an_empty_database(server):
    psql(server, "CREATE TABLE t (a text); INSERT INTO t VALUES ('x')")
    assert server.activity()["tables"] == 1
    server.recreate()
    assert server.activity()["tables"] == 0
    assert server.dump_rows() == b""
    assert "CREATE" not in psql(server, "CREATE TABLE t (a text)")


def test_its_files_are_for_its_own_user_alone(server, scratch):
    assert (scratch / "postgres").stat().st_mode & 0o777 == 0o700


def test_it_says_why_it_cannot_start(scratch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        postgres = Postgres(binaries(), str(scratch), uid=UID, port=taken.getsockname()[1])
        with pytest.raises(PostgresFailed, match="ended while it started"):
            postgres.start()
    with pytest.raises(PostgresFailed):
        Postgres("/nowhere", str(scratch), uid=UID).start()


@pytest.mark.skipif(os.getuid() != 0, reason="only root could make this mistake")
def test_it_never_runs_as_root(scratch):
    with pytest.raises(PostgresFailed, match="root"):
        Postgres(binaries(), str(scratch)).start()
