"""What never enters a tree by our own list: dependencies, caches, virtual environments, databases and logs.

Databases and logs change with every request; left in, each diff would be unreadable. Rows therefore do not survive a
rewind, and a database must be made when the app starts.
"""

from __future__ import annotations

FOLDERS = frozenset(
    {
        "node_modules",
        "bower_components",
        "venv",
        ".venv",
        "__pycache__",
        "__pypackages__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        ".tox",
        ".nox",
        ".eggs",
        ".cache",
        ".npm",
        ".yarn",
        ".pnpm-store",
        ".parcel-cache",
        ".nyc_output",
        ".hg",
        ".svn",
    }
)
SUFFIXES = (".pyc", ".pyo", ".swp", ".pid")
ENDINGS_OF_FOLDERS = (".egg-info",)
DATABASES = (".db", ".sqlite", ".sqlite3")
COMPANIONS = ("-wal", "-shm", "-journal")
LOGS = (".log",)


def skipped_folder(name: str) -> bool:
    """Is a folder of this name a dependency, a cache or a virtual environment?"""
    return name in FOLDERS or name.endswith(ENDINGS_OF_FOLDERS)


def skipped_file(name: str) -> str | None:
    """Why a file of this name stays out: "" for caches, a word for people for databases and logs; None: it enters."""
    if name.endswith(SUFFIXES):
        return ""
    stem = name
    for companion in COMPANIONS:
        stem = stem.removesuffix(companion)
    if stem.endswith(DATABASES):
        return "database"
    return "log" if name.endswith(LOGS) else None
