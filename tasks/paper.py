"""The paper's published figures, which stand beside a person's own runs; always with model and scaffold named.

Source: arXiv 2605.06445 and its reproducibility package, as collected in `paper.json`.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import msgspec

MODEL = "GPT-5.4"
SCAFFOLD = "mini-swe-agent"
LABEL = f"paper: {MODEL}, {SCAFFOLD}"
COST_MODELS = ("GPT-5.2", "GPT-5-mini", "MiniMax-M2.5", "Qwen3-Coder-Next")
COST_SCAFFOLDS = ("mini-swe-agent", "OpenHands")
"""The models and scaffolds of the paper's first version, as its table 2b names them: it came before GPT-5.4."""
_COLUMN = "mini_swe_sdk/gpt-5.4"
_CONSTRAINTS = {"clean": "clean_architecture", "sqlite": "sqlite", "postgres": "postgres"}
_ORMS = {"python": "sqlalchemy", "node": "sequelize"}


class Cost(msgspec.Struct, frozen=True):
    """What one constraint cost agents: A% points, mean over matched pairs, and its standard error (table 2a)."""

    points: float
    error: float


@functools.cache
def figures() -> dict[str, Any]:
    """The whole collection as it is."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("paper.json").read_text(encoding="utf-8"))
    return loaded


def framework_mean(framework: str) -> float | None:
    """Mean A% of MODEL over all of a framework's tasks (table 8)."""
    cell = figures()["table8_frameworks"]["A%"].get(framework, {}).get(_COLUMN)
    return float(cell[0]) if cell else None


def level_mean(level: int) -> float:
    """Mean A% of MODEL over all tasks of a level (table 1)."""
    return float(figures()["table1"]["mini_swe/gpt-5.4"]["A%"][f"L{level}"])


def constraint_mean(constraint: str, language: str) -> float:
    """Mean A% of MODEL over all tasks with this constraint."""
    return float(figures()["constraint_means_gpt-5.4"][_key(constraint, language)]["A%"])


def constraint_cost(constraint: str, language: str) -> Cost:
    """What this constraint cost, over COST_MODELS with COST_SCAFFOLDS."""
    points, error = figures()["table2a_v1"][_key(constraint, language)]
    return Cost(points, error)


def failure_share(category: str) -> float | None:
    """How often MODEL's failed runs were of this category, 0 to 1 (table 4)."""
    counts = figures()["table4"]["coarse_counts"]["gpt-5.4"]
    return counts[category] / counts["n"] if category in counts else None


def _key(constraint: str, language: str) -> str:
    return _ORMS[language] if constraint == "orm" else _CONSTRAINTS[constraint]
