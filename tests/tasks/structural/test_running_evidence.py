"""Where running a program and reading its code disagree about its data, running wins, and the finding says so."""

from __future__ import annotations

import msgspec
import pytest

from tasks.catalogue import find
from tasks.scorecard import (
    Assertion,
    DatabaseSeen,
    Evidence,
    Finding,
    Functional,
    StoreSeen,
    Structural,
    Tally,
    Verdict,
)
from tasks.structural.running_evidence import weighed

SQLITE, POSTGRES = find("flask/sqlite"), find("flask/postgres")
CLEAN = Verdict(True, True)
OTHER = Verdict(False, True)
NO_ROWS = {"database.rows.users": False, "database.rows.articles": False}
ROWS = {"database.rows.users": True, "database.rows.articles": True, "persistence.kept.users": True}


def broken(rule: str) -> Verdict:
    return Verdict(True, False, (Finding(rule, "a.py", 3, "The code says so.", "Mend it."),))


def structural(database: Verdict) -> Structural:
    return Structural(CLEAN, OTHER, database, OTHER)


def functional(outcome: dict[str, bool], cause: str | None = None) -> Functional:
    found = tuple(
        Assertion(name, "extended", name.split(".")[0], "a request", passed, caused_by=None if passed else cause)
        for name, passed in outcome.items()
    )
    return Functional(Tally(1, 1), Tally(0, len(found)), found)


def seen(*stores: StoreSeen, found: int = 0, complete: bool = True) -> Evidence:
    return Evidence(stores=DatabaseSeen(8, found, stores, complete))


INSIDE = StoreSeen("sqlite", 5, 8, "conduit.db")
EMPTY = StoreSeen("sqlite", 5, 0, "conduit.db")
OUTSIDE = StoreSeen("sqlite", 5, 8, "/tmp/conduit.db", inside=False)
SERVER = StoreSeen("postgres", 5, 8)


@pytest.mark.parametrize("rule", ["wrong-engine", "no-schema", "memory-store", "database-emulator"])
def test_rows_that_are_there_and_stay_overrule_the_code(rule: str) -> None:
    after = weighed(structural(broken(rule)), SQLITE, functional(ROWS), seen(INSIDE, found=8)).database
    assert after.compliant
    assert after.findings == ()
    (finding,) = after.overruled
    assert (finding.rule, finding.path, finding.line) == (rule, "a.py", 3)
    assert finding.message.startswith("The code says so. Running it disagrees: the SQLite file conduit.db held 8 of")


def test_what_does_not_outlive_a_restart_overrules_nothing() -> None:
    lost = functional({**ROWS, "persistence.kept.follows": False})
    before = structural(broken("memory-store"))
    assert weighed(before, SQLITE, lost, seen(INSIDE, found=8)) == before


def test_a_kind_of_row_that_is_missing_overrules_nothing() -> None:
    before = structural(broken("memory-store"))
    part = functional({**ROWS, "database.rows.comments": False})
    assert weighed(before, SQLITE, part, seen(INSIDE, found=6)) == before


def test_clean_code_whose_rows_are_nowhere_keeps_its_data_in_memory() -> None:
    after = weighed(structural(CLEAN), SQLITE, functional(NO_ROWS), seen(EMPTY), lambda: ("db.py", 9)).database
    assert not after.compliant
    (finding,) = after.findings
    assert (finding.rule, finding.path, finding.line) == ("memory-store", "db.py", 9)
    assert finding.message.startswith("The code looks right, running it disagrees. While it ran, the API reported")


def test_rows_of_things_that_the_api_never_reported_are_not_missed() -> None:
    """A program that answers nothing but 404 has no rows because it does nothing, not because it cheats."""
    before = structural(CLEAN)
    nothing = functional(NO_ROWS, cause="users.register.status")
    assert weighed(before, SQLITE, nothing, seen(EMPTY)) == before


def test_a_second_store_with_the_data_is_another_engine() -> None:
    both = seen(SERVER, StoreSeen("sqlite", 1, 3, "side.db"), found=8)
    after = weighed(structural(CLEAN), POSTGRES, functional(ROWS), both).database
    assert [finding.rule for finding in after.findings] == ["wrong-engine"]
    assert "the SQLite file side.db held 3 of the 8 values" in after.findings[0].message


def test_a_file_of_another_engine_without_the_data_is_no_breach() -> None:
    before = structural(CLEAN)
    cache = seen(SERVER, StoreSeen("sqlite", 2, 0, "cache.db"), found=8)
    assert weighed(before, POSTGRES, functional(ROWS), cache) == before


def test_a_file_outside_the_working_directory_is_elsewhere() -> None:
    after = weighed(structural(CLEAN), SQLITE, functional(ROWS), seen(EMPTY, OUTSIDE, found=8)).database
    assert [finding.rule for finding in after.findings] == ["file-elsewhere"]


def test_a_copy_outside_the_working_directory_is_no_breach() -> None:
    before = structural(CLEAN)
    assert weighed(before, SQLITE, functional(ROWS), seen(INSIDE, OUTSIDE, found=8)) == before


def test_code_and_running_that_agree_make_one_finding_and_a_sure_one() -> None:
    before = structural(broken("memory-store"))
    after = weighed(before, SQLITE, functional(NO_ROWS), seen(EMPTY)).database
    (finding,) = after.findings
    assert finding.message.startswith("The code says so. Running it agrees: while it ran, the API reported")
    assert (finding.line, finding.confidence) == (3, 1.0)


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(),
        Evidence(served=False, stores=DatabaseSeen(8, 0)),
        seen(EMPTY, complete=False),
        Evidence(stores=DatabaseSeen(0, 0)),
    ],
    ids=["never gathered", "never served", "not readable", "nothing looked for"],
)
def test_without_evidence_the_code_is_believed(evidence: Evidence) -> None:
    for verdict in (CLEAN, broken("wrong-engine")):
        assert weighed(structural(verdict), SQLITE, functional({}), evidence) == structural(verdict)


def test_a_task_without_a_database_is_not_weighed() -> None:
    before = Structural(CLEAN, OTHER, OTHER, OTHER)
    assert weighed(before, find("flask/none"), functional(NO_ROWS), seen(EMPTY)) == before


def test_other_verdicts_stay_as_they_are() -> None:
    before = msgspec.structs.replace(structural(broken("no-schema")), framework=broken("wrong-framework"))
    after = weighed(before, SQLITE, functional(ROWS), seen(INSIDE, found=8))
    assert after.framework == before.framework
    assert after.database.compliant
