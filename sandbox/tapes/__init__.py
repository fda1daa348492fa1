"""Recordings: references played as an agent would build them, with mistakes made and mended."""
