"""Lets these tests import `tape_player` and `static_start`, which lie beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
