"""Lets these tests import what lies beside them, and gives them a bench to score trees on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bench import Bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for a whole run: its boxes in waiting are shared by all tests of one worker."""
    with Bench(tmp_path_factory.mktemp("scores")) as made:
        yield made
