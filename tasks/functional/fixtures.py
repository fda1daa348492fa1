"""What a score's users, articles and comments are called: random for each seed, so that no answer can be hard-coded."""

from __future__ import annotations

import random
import string

FILLERS = 20
"""How many articles are written so that a list is longer than its default limit of 20."""

MANY_TAGS = 21
"""How many tags one article has, so that a list of the first 10 or 20 tags is not every tag."""

_UNICODE = ("Überraschung", "žluťoučký kůň", "Ελλάδα", "москва", "日本語", "مرحبا", "नमस्ते", "🦀 crab", "naïve café")
_MARKS = 'e\u0301 <b>"it\'s" &amp; 100% \\o/</b>\r\n'
"""A letter with a combining accent, and what means something to HTML, SQL, printf and escapes."""


def fixtures(seed: int) -> dict[str, str]:
    """Every name that the story starts with, by the name its templates use."""
    rng = random.Random(seed)
    return {**_people(rng), **_core(rng), **_extended(rng)}


def filler(number: int) -> str:
    """The name of the title of one of the articles that fill a page, from 1."""
    return f"filler_{number}"


def many_tag(number: int) -> str:
    """The name of one of the tags of an article that has many, from 1."""
    return f"many_tag_{number}"


def _word(rng: random.Random, length: int = 7) -> str:
    return "".join(rng.choice(string.ascii_lowercase) for _ in range(length))


def _title(rng: random.Random) -> str:
    return (
        f"{_word(rng).capitalize()} {rng.choice(('on', 'for', 'With', 'and'))} {_word(rng).capitalize()} {_number(rng)}"
    )


def _number(rng: random.Random) -> int:
    return rng.randrange(100, 1000)


def _sentence(rng: random.Random) -> str:
    return " ".join(_word(rng, rng.randrange(3, 9)) for _ in range(6)).capitalize() + "."


def _strange(rng: random.Random) -> str:
    return f"{rng.choice(_UNICODE)} {_word(rng)}"


def _people(rng: random.Random) -> dict[str, str]:
    names: dict[str, str] = {}
    for who in ("me", "you", "you_new", "refused"):
        names[who] = _word(rng, 9)
        names[f"{who}_email"] = f"{_word(rng, 9)}@mail.com"
        names[f"{who}_password"] = _word(rng, 12)
    names["zoe"] = f"zoë{_word(rng)}"
    names["zoe_email"] = f"{_word(rng, 9)}@mail.com"
    names["zoe_password"] = _word(rng, 12)
    names["you_new_password"] = f"pä{_word(rng, 9)}"
    names["you_close"] = f"{names['you_new_password'][:-1]}{names['you_new_password'][-1].upper()}"
    names["me_part"] = names["me"][:6]
    names["nobody"] = _word(rng, 10)
    return names


def _core(rng: random.Random) -> dict[str, str]:
    return {
        "title": _title(rng),
        "description": _sentence(rng),
        "body": _sentence(rng),
        "new_body": _sentence(rng),
        "tag_one": _word(rng),
        "tag_two": _word(rng),
        "comment": _sentence(rng),
    }


def _extended(rng: random.Random) -> dict[str, str]:
    shared = f"m{_word(rng)}"  # the tags' first letters: no list of them is sorted both as sent and by name
    names = {
        "tag_shared": shared,
        "tag_upper": shared.upper(),
        "tag_longer": f"{shared}s",
        "tag_own": f"c{_word(rng)}",
        "tag_last": f"y{_word(rng)}",
        "tag_new": f"t{_word(rng)}",
        "tag_strange": _strange(rng),
        "unknown_slug": f"{_word(rng)}-{_word(rng)}",
        "bio": f" {_strange(rng)}, {_sentence(rng)} ",
        "image": f"https://mail.com/{_word(rng)}.png",
        "title_strange": f" {rng.choice(_UNICODE[4:7])}  ",
        "title_feed": "Feed",
        "title_zoe": _title(rng),
        "title_twin": _title(rng),
        "title_new": _title(rng),
        "body_spaced": f"  {_sentence(rng)}\n",
    }
    for name in ("twin", "strange", "feed", "zoe", "again", "update"):
        names[f"description_{name}"] = _sentence(rng)
        names.setdefault(f"body_{name}", _sentence(rng))
    names["body_update"] = f" {_sentence(rng)} "
    names["description_strange"] = f"{_strange(rng)} "
    names["body_strange"] = f"{' '.join(_UNICODE)} {_MARKS} {' '.join(_sentence(rng) for _ in range(6))}"
    for number in (1, 2, 3, 4, 5):
        names[f"comment_{number}"] = _sentence(rng)
    names["comment_1"] = f" {_strange(rng)} 🦀 <i>&\n"
    for number in range(1, FILLERS + 1):
        names[filler(number)] = _title(rng)
    for number in range(1, MANY_TAGS + 1):
        names[many_tag(number)] = _word(rng, 8)
    return names
