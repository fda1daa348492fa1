"""Every connection to the Docker engine ends with its box, not when garbage happens to be collected."""

from __future__ import annotations

import gc
import os

import pytest
from boxes import walled

from sandbox.box.open_box import open_box
from tasks.catalogue import find


@pytest.mark.docker
def test_closed_boxes_leave_no_connection_for_a_collection_to_end() -> None:
    launcher = walled("docker")
    gc.disable()
    try:
        for _ in range(3):
            open_box(launcher, find("flask/none")).close()
        left = _open_files()
        gc.collect()
        assert _open_files() == left
    finally:
        gc.enable()


def _open_files() -> int:
    return len(os.listdir("/dev/fd"))
