"""`--theme`: a file that can't be used says why, wherever it lies."""

from __future__ import annotations

import os
from pathlib import Path

from spar_calls import Spar


def test_a_theme_of_ones_own_that_cannot_be_used_says_why(spar: Spar, tmp_path: Path) -> None:
    themes = tmp_path / "config" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text('name = "mine"\nprimary = "pinkish"\n')
    os.mkfifo(tmp_path / "pipe.toml")
    for theme, words in (
        ("mine", "mine.toml: primary must be a colour"),
        (themes / "mine.toml", "primary must be a colour"),
        (tmp_path / "pipe.toml", "pipe.toml: no file"),
        ("", "no theme is called ''"),
        ("a" * 5000, "no theme is called 'aaa"),
    ):
        said = spar("--theme", theme)
        assert words in said.refusal()
        assert said.status == 2
