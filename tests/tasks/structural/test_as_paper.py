"""The paper's rules look at text alone; these tests say what that does and doesn't notice."""

from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.structural.as_paper import verify_as_paper
from tasks.structural.verify import verify

LAYERS = {
    "routes/tags.py": b"from services.tags import tags\n",
    "services/tags.py": b"def tags():\n    return []\n",
    "models/tag.py": b"import flask, sqlite3\n",
}


def test_three_of_four_layers_are_enough() -> None:
    assert not verify_as_paper(LAYERS, find("flask/clean")).broken()


def test_two_layers_are_not() -> None:
    two = {path: data for path, data in LAYERS.items() if not path.startswith("services")}
    assert verify_as_paper(two, find("flask/clean")).broken() == ("architecture",)


def test_an_upward_import_is_noticed_with_its_line() -> None:
    upward = {**LAYERS, "models/tag.py": b"import flask\n\nfrom services.tags import tags\n"}
    findings = verify_as_paper(upward, find("flask/clean")).architecture.findings
    assert [(finding.path, finding.line) for finding in findings] == [("models/tag.py", 3)]


def test_a_skipped_layer_is_not_noticed_where_our_own_rules_notice_it() -> None:
    tree = {**LAYERS, "repositories/tags.py": b"X = 1\n", "routes/tags.py": b"from repositories.tags import X\n"}
    assert verify_as_paper(tree, find("flask/clean")).architecture.compliant
    assert not verify(tree, find("flask/clean")).architecture.compliant


def test_a_mention_in_a_dependency_list_passes_for_a_database() -> None:
    tree = {"app.py": b"import flask\n", "requirements.txt": b"psycopg2\n"}
    assert verify_as_paper(tree, find("flask/postgres")).database.compliant
    assert not verify(tree, find("flask/postgres")).database.compliant


def test_the_other_engine_is_noticed() -> None:
    tree = {"app.py": b"import flask, psycopg2\nimport sqlite3\n"}
    assert [f.line for f in verify_as_paper(tree, find("flask/postgres")).database.findings] == [2]


def test_the_orm_is_told_from_text() -> None:
    assert not verify_as_paper({"a.js": b"require('koa'); // sqlite"}, find("koa/sqlite+orm")).orm.compliant
    assert verify_as_paper({"a.js": b"require('koa'); // sequelize sqlite"}, find("koa/sqlite+orm")).orm.compliant


def test_a_reference_build_passes() -> None:
    task = find("flask/clean+sqlite+orm")
    assert not verify_as_paper(reference(task), task).broken()
