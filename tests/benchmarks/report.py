"""How the benchmarks print: one row a figure, its spread, its budget, and the load that it was measured under."""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: samples in `unit`, and the budget in the same unit (None: no budget is set)."""

    name: str
    unit: str
    samples: Sequence[float]
    budget: float | None = None

    def row(self) -> dict[str, object]:
        """The figure as JSON has it."""
        low, middle, high = min(self.samples), statistics.median(self.samples), max(self.samples)
        return {
            "figure": self.name,
            "unit": self.unit,
            "median": round(middle, 3),
            "min": round(low, 3),
            "max": round(high, 3),
            "runs": len(self.samples),
            "budget": self.budget,
            "within": None if self.budget is None else middle <= self.budget,
        }


def parser(doc: str | None) -> argparse.ArgumentParser:
    """Options that every benchmark has."""
    made = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    made.add_argument("--json", action="store_true", help="print one JSON object")
    return made


def show(figures: Sequence[Figure], *, as_json: bool, notes: Sequence[str] = ()) -> None:
    """Print the figures, and the load average of the last minute: above the number of cores, distrust the seconds."""
    load, cores = round(os.getloadavg()[0], 1), os.cpu_count()
    rows = [figure.row() for figure in figures]
    if as_json:
        print(json.dumps({"load": load, "cores": cores, "figures": rows, "notes": list(notes)}, indent=2))
        return
    print(f"{'':52}{'median':>10}{'min':>10}{'max':>10}{'budget':>10}")
    for row in rows:
        numbers = "".join(_number(row[column]) for column in ("median", "min", "max", "budget"))
        miss = "  over budget" if row["within"] is False else ""
        print(f"{row['figure']}, {row['unit']}".ljust(52) + numbers + miss)
    for note in notes:
        print(note)
    print(f"load {load} on {cores} cores")


def _number(value: object) -> str:
    if not isinstance(value, int | float):
        return f"{'':>10}"
    return f"{value:>10.2f}" if value < 100 else f"{value:>10.0f}"
