"""Spar is MIT-licensed, and so must be what it takes along: every dependency's licence is permissive."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest

PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|CNRI-Python|Unlicense|0BSD|Zlib)\b", re.IGNORECASE
)
RECIPROCAL = re.compile(r"\b(A?GPL|LGPL|General Public|MPL|Mozilla|EUPL|SSPL|BUSL|Commons Clause)", re.IGNORECASE)

FILE_BY_FILE = {
    "certifi": "MPL-2.0: a list of certificates, used as it is by httpx and requests",
    "tqdm": "MPL-2.0 in parts: used as it is by litellm",
    "hypothesis": "MPL-2.0: tests only",
    "pathspec": "MPL-2.0: used as it is by mypy, tests only",
}
"""Licences that ask only for changes to their own files, which nobody here changes."""


def closure(name: str) -> dict[str, Distribution]:
    """The installed distributions that `name` needs, its `dev` extra included, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        one = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if one in found:
            continue
        try:
            found[one] = distribution(one)
        except PackageNotFoundError:
            continue  # for another platform, or an extra that nobody asked for
        waiting += [re.match(r"[\w.-]+", need)[0] for need in found[one].requires or []]  # type: ignore[index]
    return found


def licence(of: Distribution) -> str:
    """What a distribution says of its licence: the expression, else classifiers and the first line of the field."""
    expression = of.metadata["License-Expression"]
    if expression:
        return expression
    classifiers = [line for line in of.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    return "; ".join([*classifiers, (of.metadata["License"] or "").partition("\n")[0]])


def acceptable(name: str, words: str) -> bool:
    if RECIPROCAL.search(words):
        return name in FILE_BY_FILE and not re.search(r"GPL|General Public", words)
    return bool(PERMISSIVE.search(words))


def test_every_dependency_is_permissive() -> None:
    needed = closure("spar")
    assert {"textual", "litellm", "docker", "pytest"} <= needed.keys()
    wrong = {name: licence(one) for name, one in needed.items() if not acceptable(name, licence(one))}
    assert wrong == {}


@pytest.mark.parametrize(
    "words", ["GPL-3.0-only", "License :: OSI Approved :: GNU Affero General Public License v3", ""]
)
def test_other_licences_are_refused(words: str) -> None:
    assert not acceptable("some-package", words)
    assert not acceptable("certifi", words)
