"""Failed assertions gathered by what they have in common, so that a score shows few causes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.causes import cause
from tasks.diagnosis.endpoints import Endpoint
from tasks.diagnosis.extended import cause_of_rule
from tasks.scorecard import Assertion

_GOT = re.compile(r"\bgot (?P<status>\d{3})\b")
_DOMINANT = 0.6
_CRUMBS = 0.06
"""A cause with 60 % of all that failed takes in guesses from rules that hold 6 % or less: most likely they follow."""


class Groups:
    """Causes by key, and the assertions that fell because of each."""

    def __init__(self) -> None:
        self._causes: dict[str, Cause] = {}
        self._fallen: dict[str, list[str]] = {}
        self._key_of: dict[str, str] = {}
        self._core: dict[Endpoint, str] = {}
        self._by_rule: set[str] = set()

    def add(self, assertion: Assertion, asked: Asked | None, story: Story) -> None:
        """An assertion that names no earlier one as its cause."""
        key = self._joined(assertion, asked)
        if key is None:
            why = self._cause(assertion, asked, story)
            key = why.key
            self._causes.setdefault(key, why)
        if assertion.tier == "core" and asked is not None:
            self._core.setdefault(asked.endpoint, key)
        self._fallen.setdefault(key, []).append(assertion.id)
        self._key_of[assertion.id] = key

    def follow(self, assertion: Assertion) -> None:
        """An assertion that fell because of another one."""
        if key := self._key_of.get(str(assertion.caused_by)):
            self._fallen[key].append(assertion.id)

    def by_weight(self, total: int) -> Iterator[tuple[Cause, tuple[str, ...]]]:
        """Each cause with what fell because of it, the heaviest first."""
        keys = sorted(self._fallen, key=lambda key: -len(self._fallen[key]))
        first, rest = keys[:1], keys[1:]
        if first and len(self._fallen[first[0]]) >= _DOMINANT * total:
            crumbs = [key for key in rest if key in self._by_rule and len(self._fallen[key]) <= _CRUMBS * total]
            for key in crumbs:
                self._fallen[first[0]] += self._fallen[key]
            rest = [key for key in rest if key not in crumbs]
        for key in (*first, *rest):
            yield self._causes[key], tuple(self._fallen[key])

    def _joined(self, assertion: Assertion, asked: Asked | None) -> str | None:
        """The extended tier's failures at an endpoint that failed in the core tier belong to the same cause."""
        if assertion.tier != "extended" or asked is None or (asked.endpoint not in self._core):
            return None
        key = self._core[asked.endpoint]
        got = _GOT.search(assertion.reason)
        refused = got is not None and int(got["status"]) >= 300
        reshaped = "got nothing there" in assertion.reason and self._causes[key].category == "schema_format_error"
        return key if refused or reshaped or asked.status is None else None

    def _cause(self, assertion: Assertion, asked: Asked | None, story: Story) -> Cause:
        """By the request as a whole where it failed badly, else by the rule that the assertion checks."""
        known = asked is not None and (assertion.tier == "core" or (asked.status or 0) >= 500)
        if known and asked is not None:
            return cause(asked, story)
        why = cause_of_rule(assertion)
        self._by_rule.add(why.key)
        return why
