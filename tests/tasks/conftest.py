"""Lets tests below this folder import `documented`, which lies beside the contract's."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "contract"))
