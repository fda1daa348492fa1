"""Themes load, keep their contrast, and a bad one says what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.theme_files import VARIABLES, BadTheme, defaults, from_folder, shipped, theme_from

GOOD = 'name = "mine"\nprimary = "#ff0000"\n'
TEXT_COLOURS = (
    "quiet",
    "gained",
    "lost",
    "waiting",
    "code-comment",
    "code-keyword",
    "code-string",
    "code-number",
    "code-function",
)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", shipped(), ids=lambda theme: theme.name)
def test_every_shipped_theme_is_whole_and_legible(theme: object) -> None:
    assert set(VARIABLES) <= set(theme.variables)
    floor = 7.0 if theme.name in ("spar-high-contrast", "spar-projector") else 4.5
    for name in TEXT_COLOURS:
        assert contrast(theme.variables[name], theme.background) >= floor, name
    assert contrast(theme.foreground, theme.background) >= 7
    for under in ("added", "removed"):
        assert contrast(theme.foreground, theme.variables[under]) >= 7
        assert contrast(theme.variables["code-keyword"], theme.variables[under]) >= 3.5


UNDER_TEXT = (
    "added",
    "removed",
    "nothing",
    "block-cursor-background",
    "block-cursor-blurred-background",
)


@pytest.mark.parametrize("theme", shipped(), ids=lambda theme: theme.name)
def test_every_text_is_legible_on_every_ground_that_it_may_stand_on(theme: Theme) -> None:
    grounds = {name: theme.variables[name] for name in UNDER_TEXT}
    grounds |= {"background": theme.background, "surface": theme.surface, "panel": theme.panel}
    texts = {name: theme.variables[name] for name in TEXT_COLOURS}
    texts |= {"foreground": theme.foreground, "accent": theme.accent}
    low = {
        (text, ground): round(contrast(colour, under), 2)
        for text, colour in texts.items()
        for ground, under in grounds.items()
        if contrast(colour, under) < 4.5
    }
    assert low == {}
    for mark in ("added-mark", "removed-mark"):  # Words that differ are drawn in the plain text's colour.
        assert contrast(theme.foreground, theme.variables[mark]) >= 4.5
    assert contrast(theme.background, theme.accent) >= 4.5  # The start button.


def test_dark_light_contrast_and_colour_blind_are_there_and_dark_comes_first() -> None:
    names = [theme.name for theme in shipped()]
    assert names[0] == "spar-dark"
    assert {"spar-light", "spar-high-contrast", "spar-colour-blind", "spar-projector"} <= set(names)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "no TOML"),
        ('primary = "#fff"', "name is missing"),
        ('name = "x"', "primary is missing"),
        (GOOD + 'colour = "red"', "unknown key 'colour'"),
        (GOOD + 'error = "reddish"', "error must be a colour"),
        (GOOD + "error = 7", "error must be a colour"),
        ('name = "Bad Name"\nprimary = "#fff"', "name must be"),
        (GOOD + '[variables]\ngained = "greenish"', "gained must be a colour"),
        (GOOD + "[variables]\nlink = 7", "link must be a text"),
        (GOOD + 'dark = "yes"', "dark must be true or false"),
        (GOOD + "variables = 1", "variables must be a table"),
        (GOOD + 'text_alpha = "much"', "text_alpha must be a number"),
    ],
)
def test_a_bad_theme_says_what_is_wrong_in_one_line(text: str, words: str) -> None:
    with pytest.raises(BadTheme) as caught:
        theme_from(text, "mine.toml")
    assert str(caught.value).startswith("mine.toml: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_gives_its_good_themes_and_a_line_for_each_bad_one(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text("name = 1")
    (tmp_path / "big.toml").write_text("#" * 100_000)
    (tmp_path / "latin.toml").write_bytes(b'name = "\xff"')
    (tmp_path / "notes.txt").write_text("not a theme")
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")  # reading it would wait for somebody who writes
    (tmp_path / "link.toml").symlink_to("nowhere")
    themes, problems = from_folder(tmp_path)
    assert [theme.name for theme in themes] == ["mine"]
    assert [problem.partition(":")[0] for problem in problems] == [
        f"{name}.toml" for name in ("bad", "big", "folder", "latin", "link", "pipe")
    ]
    assert from_folder(tmp_path / "missing") == ([], [])


@pytest.mark.parametrize("name", ["textual-light", "nord", "gruvbox"])
def test_textuals_own_themes_work_too(name: str) -> None:
    assert set(defaults(BUILTIN_THEMES[name])) == set(VARIABLES)
