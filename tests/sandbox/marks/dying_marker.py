"""A program that keeps one mark after another until it is killed. Called as `dying_marker.py FOLDER`."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from sandbox.store.marks import Mark, Marks

marks = Marks(Path(sys.argv[1]))
for number in itertools.count():
    marks.put(Mark(1, "tree", "architecture", f"rule-{number % 150}", "kept", "because " * 30, float(number)))
    if number == 20:
        print("ready", flush=True)
