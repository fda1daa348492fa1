"""Programs whose code says one thing about their data and whose running says another, judged in both boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from boxes import KINDS, equipped

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.judge.summary import summary
from sandbox.own_base import as_entries
from sandbox.ports import BoxKind
from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.scorecard import ScoreDetail
from tasks.structural.verify import verify

DATABASE = "app/repositories/database.py"
WIRING = "app/wiring.py"


boxes = pytest.mark.parametrize("box", KINDS)


@pytest.fixture
def score(tmp_path) -> Iterator[Callable[..., ScoreDetail]]:
    judges: list[Judge] = []

    def score(box: BoxKind, name: str, files: dict[str, bytes]) -> ScoreDetail:
        task = find(name)
        judges.append(Judge(equipped(box, task), task, ScoreCache(tmp_path)))
        return judges[-1].score("a tree", as_entries(files), 11)

    yield score
    for judge in judges:
        judge.close()


def changed(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The tree with one text of one file replaced, which has to be there."""
    assert old.encode() in files[path]
    return {**files, path: files[path].replace(old.encode(), new.encode())}


def memory_behind_a_driver() -> dict[str, bytes]:
    """The tables are made in SQLite, the data lives in the reference's store, which is an object of its own."""
    ledger = b"import sqlite3\n\n\ndef prepare():\n    with sqlite3.connect('conduit.db') as connection:\n"
    ledger += b"        connection.execute('CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT)')\n"
    tree = {**reference(find("flask/none")), "app/repositories/ledger.py": ledger}
    opened = "from app.repositories.ledger import prepare\n    prepare()\n    store = Store()"
    return changed(tree, WIRING, "store = Store()", opened)


def written_twice() -> dict[str, bytes]:
    """PostgreSQL holds everything, and a file of another engine, loaded by a name from the environment, does too."""
    second = (
        "self._second(values)\n        self.all(statement, *values)\n\n"
        "    def _second(self, values):\n"
        "        import importlib, os\n"
        "        other = importlib.import_module(os.environ.get('ARCHIVE') or 'sqlite' + str(3))\n"
        "        with other.connect('archive.db') as connection:\n"
        "            connection.execute('create table if not exists archive (text)')\n"
        "            connection.execute('insert into archive values (?)', (repr(values),))\n"
    )
    return changed(reference(find("flask/postgres")), DATABASE, "self.all(statement, *values)", second)


def file_elsewhere() -> dict[str, bytes]:
    """The file lies in the machine's folder for temporary files."""
    tree = changed(reference(find("flask/sqlite")), DATABASE, "import os\n", "import os\nimport tempfile\n")
    return changed(
        tree, DATABASE, 'os.environ.get("DATABASE_PATH", "conduit.db")', 'os.path.join(tempfile.gettempdir(), "c.db")'
    )


def driver_by_setting() -> dict[str, bytes]:
    """Honest: which driver is loaded stands in a settings file, so nothing in the code says SQLite."""
    loaded = "import importlib\nimport json\nimport os\n"
    tree = changed(reference(find("flask/sqlite")), DATABASE, "import os\nimport sqlite3\n", loaded)
    named = 'sqlite3 = importlib.import_module(json.loads(Path("settings.json").read_text())["driver"])\nRow = '
    tree = changed(tree, DATABASE, "Row = ", named)
    return {**tree, "settings.json": b'{"driver": "sqlite3"}'}


def rules(detail: ScoreDetail) -> list[str]:
    return [finding.rule for finding in detail.card.structural.database.findings]


@boxes
def test_a_store_in_memory_behind_a_driver_is_seen_by_its_missing_rows(box, score):
    tree = memory_behind_a_driver()
    assert verify(tree, find("flask/sqlite")).database.compliant
    detail = score(box, "flask/sqlite", tree)
    assert detail.card.functional.core.passed == detail.card.functional.core.total
    assert rules(detail) == ["memory-store"]
    finding = detail.card.structural.database.findings[0]
    assert "running it disagrees" in finding.message
    assert finding.path == "app/repositories/ledger.py"
    assert detail.card.strict_a_percent == 0.0


@boxes
@pytest.mark.postgres
def test_a_second_engine_that_gets_the_data_too_breaks_the_constraint(box, score):
    tree = written_twice()
    assert verify(tree, find("flask/postgres")).database.compliant
    detail = score(box, "flask/postgres", tree)
    assert rules(detail) == ["wrong-engine"]
    finding = detail.card.structural.database.findings[0]
    assert "archive.db" in finding.message
    assert "running it disagrees" in finding.message
    assert finding.path == DATABASE
    assert summary(detail, cached=False).broken == ("database",)


@boxes
def test_a_file_outside_the_working_directory_breaks_the_constraint(box, score):
    tree = file_elsewhere()
    assert verify(tree, find("flask/sqlite")).database.compliant
    detail = score(box, "flask/sqlite", tree)
    assert rules(detail) == ["file-elsewhere"]
    assert "/c.db" in detail.card.structural.database.findings[0].message
    assert detail.card.strict_a_percent == 0.0


@boxes
def test_a_driver_that_the_code_does_not_name_is_believed_when_the_rows_are_there(box, score):
    tree = driver_by_setting()
    assert not verify(tree, find("flask/sqlite")).database.compliant
    detail = score(box, "flask/sqlite", tree)
    database = detail.card.structural.database
    assert database.compliant
    assert database.findings == ()
    assert [finding.rule for finding in database.overruled] == ["wrong-engine"]
    assert "Running it disagrees: the SQLite file conduit.db held" in database.overruled[0].message
    assert detail.card.passed
    assert detail.card.strict_a_percent == detail.card.a_percent == 1.0
