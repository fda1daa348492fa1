"""The database and its driver are the real ones."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.packages import DRIVERS, EMULATORS, ORMS


def database_emulator(case: Case) -> Iterator[Finding]:
    """A package or a file of the tree pretends to be the database or its driver."""
    for path in case.running:
        for item in case.facts(path).imports:
            head = (
                item.target.split("/")[0] if not item.target.startswith("@") else "/".join(item.target.split("/")[:2])
            )
            target = case.project.resolve(item.target, path)
            if target is None and (head in EMULATORS or item.target in EMULATORS):
                yield Finding(
                    "database-emulator",
                    path,
                    item.line,
                    f"{item.target} only imitates a database inside the process, so the data never reaches a real one.",
                    "Connect to the real database.",
                )
            elif target is not None and not item.target.startswith((".", "#", "@/", "~")):
                top = head.split(".")[0] if path.endswith(".py") else head
                if (top in DRIVERS or top in ORMS) and top not in (
                    "level",
                    "databases",
                    "dataset",
                    "records",
                    "postgres",
                    "sqlite",
                    "redis",
                    "motor",
                    "databases",
                ):
                    yield Finding(
                        "database-emulator",
                        path,
                        item.line,
                        f"`{item.target}` means {target} of this tree here, a stand-in for the package of that name.",
                        f"Remove {target}, so that the name means the installed package.",
                    )
