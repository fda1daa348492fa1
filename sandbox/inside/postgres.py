"""A PostgreSQL server inside a box, where there is nobody else to start one.

Standard library only: the porter and the judge both carry it. The server listens on loopback for the app's role, and
for its superuser on a unix socket alone, in a folder that only the server's own uid may enter. Nothing that it holds
outlives the box, so every setting trades durability for speed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

DATABASE = "conduit"
ROLE = "user"
PASSWORD = "password"
SUPERUSER = "postgres"
PORT = 5432

_SETTINGS = {
    "autovacuum": "off",
    "bgwriter_lru_maxpages": "0",
    "client_encoding": "UTF8",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "log_timezone": "UTC",
    "max_connections": "100",
    "max_parallel_workers": "0",
    "max_wal_senders": "0",
    "shared_buffers": "16MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "wal_level": "minimal",
}

_HBA = f"""\
local all {SUPERUSER} trust
host all {SUPERUSER} all reject
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""

_ROWS = """\
SELECT format('COPY %I.%I TO STDOUT', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1 \\gexec
"""


class PostgresFailed(RuntimeError):
    """The server cannot be started or asked; one line with the program's own last words."""


class Postgres:
    """One server with its data directory below `scratch`.

    `binaries` holds `postgres`, `initdb`, `psql`; `uid` is who they run as, None for the caller's own uid. `prepared`
    is a data directory to copy, made by initdb with the superuser `postgres` (saves 0.6 s), or empty.
    Every method raises PostgresFailed.
    """

    def __init__(self, binaries: str, scratch: str, *, uid: int | None = None, prepared: str = "", port: int = PORT):
        self.port = port
        self.pid: int | None = None
        self._binaries = Path(binaries)
        self._home = Path(scratch) / "postgres"
        self._data = self._home / "data"
        self._uid = uid if uid != os.getuid() else None
        self._groups: list[int] | None = None if self._uid is None else []
        self._prepared = prepared
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 30.0) -> None:
        """Start the server and make its role and its empty database, where a prepared directory lacks them."""
        if self._uid is None and os.getuid() == 0:
            raise PostgresFailed("PostgreSQL refuses to run as root")
        self._make_data()
        hba = self._home / "hba.conf"
        self._run(["sh", "-c", 'printf %s "$1" > "$2"', "sh", _HBA, str(hba)])
        settings = {
            **_SETTINGS,
            "hba_file": str(hba),
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._home),
            "unix_socket_permissions": "0700",
        }
        command = [str(self._binaries / "postgres"), "-D", str(self._data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            ["sh", "-c", 'exec "$@" >> "$0" 2>&1', str(self._home / "log"), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            user=self._uid,
            group=self._uid,
            extra_groups=self._groups,
        )
        self.pid = self._server.pid
        self._wait_until_ready(seconds)
        self._psql(_role_and_database(), "postgres")

    def recreate(self) -> None:
        """Drop the database with everything in it and make it again, empty; ends every connection to it."""
        self._psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE);\n{_role_and_database()}", "postgres")

    def dump_rows(self, limit: int = 16 << 20) -> bytes:
        """Every row of every table as COPY prints it (tabs, `\\N`, backslash escapes), up to `limit` bytes.

        COPY of a plain table calls nothing that the app's role could have defined (a cast or a view could), so the
        superuser may read what a hostile program made.
        """
        return self._psql(_ROWS, DATABASE, keep_going=True, seconds=5)[:limit]

    def activity(self) -> dict[str, int]:
        """`connections` now, `sessions` ever and `tables` of the database, as the server counts them."""
        numbers = self._psql(
            "SELECT (SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()),"
            " s.sessions, (SELECT count(*) FROM pg_stat_user_tables)"
            " FROM pg_stat_database s WHERE s.datname = current_database();",
            DATABASE,
        )
        values = [int(part) for part in numbers.decode().strip().split("|")]
        return dict(zip(("connections", "sessions", "tables"), values, strict=True))

    def stop(self) -> None:
        """End the server at once; may be called twice."""
        server, self._server = self._server, None
        if server is not None and server.poll() is None:
            os.kill(server.pid, signal.SIGQUIT)
            try:
                server.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
        self.pid = None

    def _make_data(self) -> None:
        self._run(["sh", "-c", 'mkdir -p "$0" && chmod 700 "$0"', str(self._home)])
        if (self._data / "PG_VERSION").exists():
            return
        if self._prepared and Path(self._prepared, "PG_VERSION").exists():
            self._run(["cp", "-R", self._prepared, str(self._data)])
            self._run(["chmod", "700", str(self._data)])
            self._run(["rm", "-f", str(self._data / "postmaster.pid")])
        else:
            self._run(initdb(self._binaries, self._data))

    def _wait_until_ready(self, seconds: float) -> None:
        """The server writes its state into the eighth line of `postmaster.pid`, as pg_ctl reads it."""
        assert self._server is not None
        until = time.monotonic() + seconds
        status = self._data / "postmaster.pid"
        while time.monotonic() < until:
            if self._server.poll() is not None:
                raise PostgresFailed(f"PostgreSQL ended while it started: {self._last_words()}")
            try:
                lines = status.read_text("utf-8", "replace").splitlines()
            except OSError:
                lines = []
            if len(lines) >= 8 and lines[7].strip() == "ready" and lines[0].strip() == str(self._server.pid):
                return
            time.sleep(0.005)
        self.stop()
        raise PostgresFailed(f"PostgreSQL was not ready after {seconds:.0f} s: {self._last_words()}")

    def _last_words(self) -> str:
        try:
            lines = (self._home / "log").read_text("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        return lines[-1] if lines else "it said nothing"

    def _psql(self, script: str, database: str, *, keep_going: bool = False, seconds: int = 20) -> bytes:
        command = [str(self._binaries / "psql"), "-XqAt", "-h", str(self._home), "-p", str(self.port)]
        command += ["-v", f"ON_ERROR_STOP={0 if keep_going else 1}", "-U", SUPERUSER, "-d", database]
        limits = {"PGOPTIONS": f"-c statement_timeout={seconds}s -c lock_timeout=2s -c client_min_messages=warning"}
        return self._run(command, script.encode(), limits)

    def _run(self, command: Sequence[str], script: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        try:
            done = subprocess.run(
                command,
                input=script,
                capture_output=True,
                timeout=30,
                cwd="/",
                env=_environment(extra or {}),
                check=False,
                user=self._uid,
                group=self._uid,
                extra_groups=self._groups,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PostgresFailed(f"{Path(command[0]).name}: {error}") from error
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PostgresFailed(f"{Path(command[0]).name}: {words[-1] if words else f'status {done.returncode}'}")
        return done.stdout


def initdb(binaries: Path, data: Path) -> list[str]:
    """The command that makes an empty data directory with the superuser alone."""
    fast = ["--no-sync", "--no-instructions", "--wal-segsize=1"]
    words = ["-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", SUPERUSER]
    return [str(binaries / "initdb"), "-D", str(data), *words, *fast]


def _environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": "/", "TZ": "UTC", **(extra or {})}


def _role_and_database() -> str:
    """psql input that makes what is missing; the role may log in and owns the database, and can do nothing else."""
    return (
        f"SELECT 'CREATE ROLE \"{ROLE}\"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec\n"
        f"ALTER ROLE \"{ROLE}\" LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{_verifier()}';\n"
        f"SELECT 'CREATE DATABASE {DATABASE} OWNER \"{ROLE}\"'"
        f" WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec\n"
    )


def _verifier() -> str:
    """The password as PostgreSQL stores it for SCRAM-SHA-256 (RFC 5803).

    One iteration instead of 4096: an app that connects for each request would otherwise pay some 5 ms of hashing each
    time for a password that everybody knows.
    """
    salt = b"spar's loopback."
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    parts = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256$1:{parts[0]}${parts[1]}:{parts[2]}"
