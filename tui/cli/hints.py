"""Which option a program nobody here wrote seems to need, read off how its score began."""

from __future__ import annotations

import re

from sandbox.judge.program_settings import BASE, ProgramSettings
from tasks.scorecard import Scorecard

_SIGNS = (
    (r"there is no run\.sh", "a program that is started otherwise: --start COMMAND, or `start` in its spar.toml"),
    (r"listens on port (\d+)(?:, \d+)* instead", "if that is its own port: --port {0}, or `port` in its spar.toml"),
    (
        r"GET \S+ answers (?!5)\d+ instead",
        "a program without that health check: --health-path none, or `health_path` in its spar.toml",
    ),
    (
        r"asks for packages that are not installed|Cannot find module|No module named (?!'\\r)",
        "what it needs may lie in the directory: --install COMMAND; --allow-network-for-install lets it fetch (Docker)",
    ),
)


def hint(card: Scorecard, program: ProgramSettings) -> str:
    """One line, or nothing where the program was served at the paths that it was asked for."""
    failed = [one for one in card.functional.assertions if not one.passed]
    if not failed or card.functional.core.passed:
        return ""
    said = " ".join([failed[0].reason, *(reason for failure in card.failures for reason in failure.reasons)])
    if "never became healthy" in failed[0].reason:
        for sign, words in _SIGNS:
            if found := re.search(sign, said):
                return words.format(*found.groups())
        return ""
    if program.base_path == BASE and re.search(r"\b404\b", failed[0].reason):
        return f"if its paths don't begin with {BASE}: --base-path PATH, or `base_path` in its spar.toml"
    return ""
