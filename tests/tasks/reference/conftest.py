"""Gives these tests a bench to score trees on."""

from collections.abc import Iterator

import pytest
from bench import Bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for a whole run: its boxes in waiting are shared by all tests of one worker."""
    with Bench(tmp_path_factory.mktemp("scores")) as made:
        yield made
