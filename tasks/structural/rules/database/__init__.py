"""The prescribed database engine holds the data: opened by the running code, alone, its tables made at start-up."""

from __future__ import annotations

from tasks.structural.case import Rule
from tasks.structural.rules.database.emulator import database_emulator
from tasks.structural.rules.database.engine import file_elsewhere, wrong_engine
from tasks.structural.rules.database.memory import memory_store
from tasks.structural.rules.database.schema import no_schema

RULES = (
    Rule(
        "wrong-engine",
        "database",
        "The prescribed engine",
        "All data lives in the database that the task names, opened by the code that runs.",
        wrong_engine,
    ),
    Rule(
        "file-elsewhere",
        "database",
        "A file of the program's own",
        "The SQLite file lies inside the working directory, so that the data goes where the program goes.",
        file_elsewhere,
        engine="sqlite",
    ),
    Rule(
        "memory-store",
        "database",
        "No store in memory",
        "Data outlives the process: what a request wrote is there after a restart.",
        memory_store,
    ),
    Rule(
        "database-emulator",
        "database",
        "A real database",
        "The database is the real one, not a package or file that imitates it.",
        database_emulator,
    ),
    Rule(
        "no-schema",
        "database",
        "Tables at start-up",
        "The app makes its own tables on an empty database, so that it runs anywhere.",
        no_schema,
    ),
)
