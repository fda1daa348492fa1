"""A bare box for tests of the porter's manners: no wall, so it needs nothing and starts in a tenth of a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from sandbox.actions import Action
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.ported_box import PortedBox
from sandbox.ports import BoxLimits, Entry, Observation
from tasks.catalogue import find


@pytest.fixture
def bare_box(bare_launcher: LocalLauncher) -> Iterator[PortedBox]:
    opened = open_box(bare_launcher, find("flask/none"), BoxLimits(output=16 << 10))
    opened.fill([Entry(b"app.py", 0o100644, b"one\ntwo\nthree\n"), Entry(b"deep/er/run.sh", 0o100755, b"#!/bin/sh\n")])
    yield opened
    opened.close()


@pytest.fixture
def act(bare_box: PortedBox) -> Callable[[Action], Observation]:
    return lambda action: bare_box.execute(action, lambda text: None, Event())
