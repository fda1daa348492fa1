"""What is kept from one judging to the next answers as if nothing were kept, and does not grow without end."""

import pytest

from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.structural import resolvers
from tasks.structural.cache import FactCache
from tasks.structural.facts import FileFacts
from tasks.structural.per_file import per_file
from tasks.structural.project import Project
from tasks.structural.verify import verify


def test_what_one_file_says_is_worked_out_once_for_its_facts() -> None:
    asked: list[FileFacts] = []

    @per_file
    def imports(facts: FileFacts) -> int:
        asked.append(facts)
        return len(facts.imports)

    cache = FactCache()
    first, second = cache.facts("python", b"import os"), cache.facts("python", b"x = 1")
    assert [imports(first), imports(second), imports(first)] == [1, 0, 1]
    assert asked == [first, second]


def test_a_tree_of_the_same_files_keeps_its_resolver_and_another_file_brings_a_new_one() -> None:
    cache = FactCache()
    files = {"app/main.py": b"import app.users", "app/users.py": b""}
    kept = Project(files, cache)
    assert kept.resolve("app.users", "app/main.py") == "app/users.py"
    assert Project({**files, "app/users.py": b"x = 1"}, cache).python is kept.python
    del files["app/users.py"]
    assert Project(files, cache).resolve("app.users", "app/main.py") is None


def test_another_alias_brings_a_new_resolver() -> None:
    cache = FactCache()
    files = {"a/index.js": b"", "b/index.js": b"", "main.js": b"import x from '#x'"}
    for folder in "ab":
        package = b'{"imports": {"#x": "./%s/index.js"}}' % folder.encode()
        assert Project({**files, "package.json": package}, cache).resolve("#x", "main.js") == f"{folder}/index.js"


def test_a_resolver_that_keeps_many_answers_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolvers, "MOST", 10)
    cache = FactCache()
    files = {"main.py": b""}
    kept = Project(files, cache)
    for number in range(20):
        kept.resolve(f"name{number}", "main.py")
    assert Project(files, cache).python is not kept.python


@pytest.mark.parametrize("name", ["django/clean+sqlite+orm", "fastify/clean+postgres+orm"])
def test_a_change_is_judged_as_if_the_tree_were_new(name: str) -> None:
    task, cache = find(name), FactCache()
    files = reference(task)
    verify(files, task, cache)
    ending = ".py" if task.language == "python" else ".js"
    for path in sorted(path for path in files if path.endswith(ending))[:12]:
        without = {other: data for other, data in files.items() if other != path}
        emptied = {**files, path: b"\n"}
        for tree in (without, emptied, files):
            assert verify(tree, task, cache) == verify(tree, task, FactCache())
