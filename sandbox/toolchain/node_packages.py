"""The Node.js half: a `node_modules` with every Node.js package of the image, and an `npm` that works offline."""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib import resources
from pathlib import Path

from sandbox.image import recipe
from sandbox.image.layout import NODE_MODULES
from sandbox.toolchain.client import run_client
from sandbox.toolchain.node_runtime import Node
from sandbox.toolchain.piece import Piece, Progress

DOWNLOAD = 35_000_000
INSTALL_SECONDS = 15.0

SQLITE_BINDING = "sqlite3-binding.js"
DEAD_WEIGHT = ("better-sqlite3/deps", "better-sqlite3/src")


def node_packages(node: Node) -> Piece:
    """The piece that holds `node_modules` and `bin/` with `node`, `npm` and `npx` for the box's PATH."""
    made_from = [recipe.read(name) for name in ("package.json", "package-lock.json", "npm.sh", "npm-offline.cjs")]
    made_from += [_binding(), str(node).encode()]
    digest = hashlib.sha256(b"\0".join(made_from)).hexdigest()

    def make(folder: Path, progress: Progress) -> None:
        _install(node, folder, progress)
        _commands(node, folder / "bin")

    return Piece("node-packages", "Node.js packages", digest, DOWNLOAD, INSTALL_SECONDS, make)


def _binding() -> bytes:
    return resources.files("sandbox.toolchain").joinpath(SQLITE_BINDING).read_bytes()


def _install(node: Node, folder: Path, progress: Progress) -> None:
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes(recipe.read(name))
    total = len(json.loads(recipe.read("package-lock.json"))["packages"])
    fetched = 0

    def heard(line: str) -> None:
        nonlocal fetched
        fetched += " http fetch " in line
        # npm asks once for what a package is and once for the package.
        progress("fetching Node.js packages", min(0.95, fetched / (2 * total)))

    npm: list[str | Path] = [
        node.program,
        node.npm / "bin" / "npm-cli.js",
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]
    run_client([*npm, "--loglevel=http"], folder, heard, {"npm_config_update_notifier": "false"})
    for name in DEAD_WEIGHT:
        shutil.rmtree(folder / "node_modules" / name)
    (folder / "node_modules" / "sqlite3" / "lib" / SQLITE_BINDING).write_bytes(_binding())


def _commands(node: Node, folder: Path) -> None:
    """`node`, `npm` and `npx` in a folder of their own, whichever else lies beside the machine's."""
    folder.mkdir()
    (folder / "node").symlink_to(node.program)
    offline = folder.parent / "npm-offline.cjs"
    offline.write_bytes(recipe.read("npm-offline.cjs"))
    script = recipe.read("npm.sh").decode()
    filled = {"@OFFLINE@": str(offline), "@NPM@": str(node.npm), "@NODE_MODULES@": NODE_MODULES}
    for mark, value in filled.items():
        script = script.replace(mark, value)
    (folder / "npm").write_text(script, encoding="utf-8")
    (folder / "npx").write_text(f'#!/bin/sh\nexec node "{node.npm}/bin/npx-cli.js" "$@"\n', encoding="utf-8")
    for name in ("npm", "npx"):
        (folder / name).chmod(0o755)
