"""Four programs that know nothing of Spar, laid out as their authors would: each with what it needs to be told."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Foreign:
    """The task that a directory is judged by, and what has to be said about it; `env`: one variable, `NAME=VALUE`."""

    task: str
    start: str
    port: int
    base_path: str
    health_path: str
    install: str = ""
    env: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        said = {"--start": self.start, "--port": str(self.port), "--base-path": self.base_path}
        said |= {"--health-path": self.health_path, "--install": self.install, "--env": self.env}
        return tuple(word for name, value in said.items() if value for word in (name, value))

    @property
    def settings(self) -> str:
        names = ("start", "port", "base_path", "health_path", "install")
        lines = [f"{name} = {json.dumps(getattr(self, name))}" for name in names if getattr(self, name)]
        name, _, value = self.env.partition("=")
        return "\n".join([*lines, "[env]", f"{name} = {json.dumps(value)}" if name else ""])


def wheel(folder: Path) -> None:
    """The module `conduit_core` as a wheel in `folder`."""
    about = "Metadata-Version: 2.1\nName: conduit-core\nVersion: 1.0\n"
    info = "conduit_core-1.0.dist-info"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "conduit_core-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("conduit_core.py", (HERE / "foreign_app.py").read_text())
        archive.writestr(f"{info}/METADATA", about)
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def tarball(folder: Path) -> None:
    """The npm package `slugs` as a tarball in `folder`."""
    folder.mkdir(parents=True)
    files = {"package.json": b'{"name": "slugs", "version": "1.0.0", "main": "index.js"}'}
    files["index.js"] = (HERE / "foreign" / "slugs.js").read_bytes()
    with tarfile.open(folder / "slugs-1.0.0.tgz", "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def shop(folder: Path) -> Foreign:
    """Flask on a port of its own, /api/v2, no health route, its core in a wheel that has to be installed."""
    wheel(folder / "wheels")
    (folder / "app.py").write_bytes((HERE / "foreign" / "shop.py").read_bytes())
    return Foreign("flask/none", "python app.py", 5050, "/api/v2", "none", install="pip install -q wheels/*.whl")


def ledger(folder: Path) -> Foreign:
    """PostgreSQL by a URL in a variable of another name, and a health route of its own."""
    folder.mkdir()
    (folder / "conduit_core.py").write_bytes((HERE / "foreign_app.py").read_bytes())
    (folder / "ledger.py").write_bytes((HERE / "foreign" / "ledger.py").read_bytes())
    url = "PG_DSN=postgresql://user:password@postgres:5432/conduit"
    return Foreign("flask/postgres", "python -m ledger", 9000, "/v2", "/healthz", env=url)


def blog(folder: Path) -> Foreign:
    """Node.js by `npm start`, its port in another variable, a dependency in a tarball beside it."""
    tarball(folder / "vendor")
    (folder / "src").mkdir()
    (folder / "src" / "index.js").write_bytes((HERE / "foreign" / "index.js").read_bytes())
    (folder / "package.json").write_bytes((HERE / "foreign" / "package.json").read_bytes())
    install = "npm_config_offline= npm install --offline"
    return Foreign("express/none", "npm start", 4321, "/rest", "/rest/tags", install, "SERVER_PORT=4321")


def hall(folder: Path) -> Foreign:
    """Python's http.server, 200 instead of 201, errors as {"message": ...}."""
    folder.mkdir()
    (folder / "server.py").write_bytes((HERE / "foreign_app.py").read_bytes())
    return Foreign("flask/none", "exec python3 server.py", 5005, "/v2", "none", env="PORT=5005")


FOREIGN = (shop, ledger, blog, hall)
