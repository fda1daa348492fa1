"""What the whole suite shares: tests whose tools are missing are skipped with the reason, or in CI failed with it."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable

import pytest

CI = bool(os.environ.get("SPAR_CI"))
_LONGEST_NAME = 100
"""Set by CI, where everything is installed: what is missing there is a failure, never a skip."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", default=CI, help="run what takes minutes, too (always so in CI)")


@functools.cache
def _docker() -> str | None:
    from sandbox.box.docker_engine import docker_available, engine
    from sandbox.image import image

    reason = docker_available()
    if reason is None and not image.present(engine()):
        return f"the image {image.tag()} is not built: run `spar prepare`"
    return reason


@functools.cache
def _bubblewrap() -> str | None:
    from sandbox.box.bubblewrap import bubblewrap_available

    return bubblewrap_available()


@functools.cache
def _node() -> str | None:
    from sandbox.toolchain.toolchain import missing
    from tasks.catalogue import find

    lacking = missing(find("express/none"))
    return f"not fetched yet: {lacking} (run `spar prepare --all`)" if lacking else None


@functools.cache
def _postgres() -> str | None:
    from sandbox.toolchain.postgres_binaries import postgres_of_machine, postgres_piece

    if postgres_of_machine() is None and not postgres_piece().ready:
        return "PostgreSQL is neither installed nor fetched (run `spar prepare --all`)"
    return None


def _tmux() -> str | None:
    return None if shutil.which("tmux") else "tmux is not installed"


LACKS: dict[str, Callable[[], str | None]] = {
    "docker": _docker,
    "bubblewrap": _bubblewrap,
    "node": _node,
    "postgres": _postgres,
    "tmux": _tmux,
}
"""For each marker: None where its tests can run, else why not, in words."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("long") and not item.config.getoption("--long"):
        pytest.skip("takes minutes: run with --long")
    for marker, lack in LACKS.items():
        if item.get_closest_marker(marker) and (reason := lack()):
            if CI:
                pytest.fail(f"CI lacks something: {reason}", pytrace=False)
            pytest.skip(reason)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long text is named by its beginning: some are 70 KB, and a report would print them whole."""
    if not isinstance(val, str | bytes) or len(val) <= _LONGEST_NAME:
        return None
    begins = val[:_LONGEST_NAME]
    words = begins if isinstance(begins, str) else begins.decode("latin-1")
    return f"{words.encode('unicode_escape').decode()}, {len(val)} long"
