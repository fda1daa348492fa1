"""The layer graph is plain text that says who imports whom, without colours and in few columns."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tasks.catalogue import find
from tasks.scorecard import Edge, Finding
from tasks.structural.layer_graph import LayerGraph, known_from, layer_graph
from tasks.structural.verify import verify
from tui.ascii_marks import in_ascii
from tui.view.layer_drawing import drawn, legend

TREE = {
    "app/routes/articles.py": b"from app.services.articles import present\n",
    "app/routes/users.py": b"from app.services.users import register\n",
    "app/services/articles.py": b"from app.repositories.articles import all_articles\n\ndef present():\n    return 1\n",
    "app/services/users.py": b"def register():\n    return 1\n",
    "app/services/slugs.py": b"def slugify(title):\n    return title.lower()\n",
    "app/repositories/articles.py": b"def all_articles():\n    return []\n",
    "app/models/article.py": b"from app.services.slugs import slugify\n\nclass Article:\n    pass\n",
    "app/models/user.py": b"class User:\n    pass\n",
}
CLEAN = find("flask/clean")


def text(graph: LayerGraph, width: int = 60, *, edge: Edge | None = None, at: str = "") -> str:
    return "\n".join("".join(part for part, _ in line).rstrip() for line in drawn(graph, width, edge=edge, at=at))


def finding(files: dict[str, bytes], rule: str) -> Finding:
    found = [one for one in verify(files, CLEAN).architecture.findings if one.rule == rule]
    assert found, rule
    return found[0]


def test_an_upward_import_is_an_arrow_that_points_up() -> None:
    edge = finding(TREE, "upward-import").edge
    assert edge == Edge("models", "app/models/article.py", "services", "app/services/slugs.py")
    assert text(layer_graph(TREE, CLEAN), edge=edge) == (
        """\
      routes        articles.py users.py
        ↓ 2 modules
 ┏━━▶ services      [slugs.py] articles.py users.py
 ┃      ↓ 1 module
 ▲    repositories  articles.py
 ┃      ↓
 ┗━━━ models        [article.py] user.py"""
    )
    assert "points upward" in legend(edge)[1][0]


def test_a_skipped_layer_is_an_arrow_that_passes_it_by() -> None:
    files = {**TREE, "app/routes/tags.py": b"from app.repositories.articles import all_articles\n"}
    edge = finding(files, "skipped-layer").edge
    assert edge == Edge("routes", "app/routes/tags.py", "repositories", "app/repositories/articles.py")
    assert text(layer_graph(files, CLEAN), edge=edge) == (
        """\
 ┏━━━ routes        [tags.py] articles.py users.py
 ┃      ↓ 2 modules
 ▼    services      articles.py slugs.py users.py
 ┃      ↓ 1 module
 ┗━━▶ repositories  [articles.py]
        ↓
      models        article.py user.py"""
    )
    assert "skips a layer" in legend(edge)[1][0]


def test_an_import_through_a_helper_names_the_helper() -> None:
    files = {
        **TREE,
        "app/models/article.py": b"from app.helpers import slug\n\nclass Article:\n    pass\n",
        "app/helpers.py": b"from app.services.slugs import slugify\n\ndef slug(title):\n    return slugify(title)\n",
    }
    edge = finding(files, "upward-import").edge
    assert edge is not None
    assert (edge.to_path, edge.through) == ("app/services/slugs.py", "app/helpers.py")
    assert "through app/helpers.py" in legend(edge)[1][0]


def test_a_layer_that_is_missing_says_so_only_where_the_tree_is_known() -> None:
    files = {path: data for path, data in TREE.items() if "models" not in path}
    assert text(layer_graph(files, CLEAN)).endswith("models        ✗ no module")
    edge = Edge("models", "m/a.py", "routes", "r/b.py")
    assert "no module" not in text(known_from(edge, "m/a.py"), edge=edge)
    assert "[a.py]" in text(known_from(edge, "m/a.py"), edge=edge)


def test_a_module_of_no_layer_stands_above() -> None:
    assert text(layer_graph(TREE, CLEAN), at="helpers.py").splitlines()[0] == "      (no layer)    [helpers.py]"
    assert "[user.py]" in text(layer_graph(TREE, CLEAN), at="app/models/user.py").splitlines()[-1]


def test_names_that_are_alike_keep_their_folders_and_markers_of_packages_are_left_out() -> None:
    graph = LayerGraph({"routes": ("a/routes.py", "b/routes.py", "a/__init__.py"), "services": ("s/__init__.py",)})
    assert "a/routes.py b/routes.py" in text(graph)
    assert "__init__.py +" not in text(graph)
    assert "s/__init__.py" in text(graph)


@pytest.mark.parametrize("width", [40, 60, 76, 120])
def test_no_line_is_wider_than_asked(width: int) -> None:
    many = tuple(f"app/services/a_rather_long_module_name_{number}_文字.py" for number in range(400))
    graph = LayerGraph({"routes": (), "services": many, "repositories": many[:1], "models": many[:2]})
    edge = Edge("models", many[0], "services", many[1])
    for line in drawn(graph, width, edge=edge):
        assert cell_len("".join(part for part, _ in line)) <= width
    assert "+39" in text(graph, width, edge=edge)


def test_the_graph_has_an_ascii_form_of_the_same_width() -> None:
    edge = finding(TREE, "upward-import").edge
    plain = text(layer_graph(TREE, CLEAN), edge=edge)
    ascii_form = in_ascii(plain)
    assert ascii_form.isascii()
    assert "?" not in ascii_form
    assert [len(line) for line in ascii_form.splitlines()] == [len(line) for line in plain.splitlines()]
    assert " +--> services      [slugs.py]" in ascii_form


def test_foreign_names_are_cleaned() -> None:
    graph = LayerGraph({"routes": ("app/routes/\x1b[2Jevil\u202e.py",)})
    drawing = text(graph)
    assert "\x1b" not in drawing
    assert "\u202e" not in drawing
