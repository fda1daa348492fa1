"""Findings on the command line: lines and layers in plain text, colours only for a terminal that wants them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pseudo_terminal import PseudoTerminal
from spar_calls import PROGRAM, call, places
from trees import written

TREE = {
    "run.sh": "exec python -m app.main\n",
    "app/main.py": "from flask import Flask\nfrom app.routes.users import users\n\napp = Flask(__name__)\n",
    "app/routes/users.py": "from app.services.users import register\n\ndef users():\n    return register()\n",
    "app/services/users.py": "from app.repositories.users import add\n\ndef register():\n    return add()\n",
    "app/repositories/users.py": "from app.models.user import User\n\ndef add():\n    return User()\n",
    "app/models/user.py": "from app.services.users import (\n    register,\n)\n\nclass User:\n    pass\n",
}
DRAWING = """\
          routes        users.py
            ↓ 1 module
     ┏━━▶ services      [users.py]
     ┃      ↓ 1 module
     ▲    repositories  users.py
     ┃      ↓ 1 module
     ┗━━━ models        [user.py]
     ━━▶ points upward   ↓ allowed"""
CODE = """\
    ▶    1 │ from app.services.users import (
    ▶    2 │     register,
    ▶    3 │ )
         4 │
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return written(tmp_path / "app", TREE)


def at_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What the command writes where its standard output is a terminal."""
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    env |= places(folder) | {"TERM": "xterm-256color"} | environment
    said = b""
    with PseudoTerminal([PROGRAM, *arguments], env) as terminal:
        while (more := terminal.painted(120)) is not None:
            assert more, said
            said += more
    return said.decode()


def test_a_pipe_gets_lines_and_layers_without_colour_codes(tree: Path, tmp_path: Path) -> None:
    said = call(tmp_path, "verify", str(tree), "--task", "flask/clean")
    assert said.status == 1
    assert CODE in said.out
    assert DRAWING in said.out
    assert "\x1b" not in said.out


def test_a_terminal_gets_colours_unless_no_color_says_no(tree: Path, tmp_path: Path) -> None:
    coloured = at_a_terminal(tmp_path, "verify", str(tree), "--task", "flask/clean")
    assert "\x1b[31m\x1b[1m▶    1" in coloured
    plain = at_a_terminal(tmp_path, "verify", str(tree), "--task", "flask/clean", NO_COLOR="1")
    assert DRAWING in plain.replace("\r\n", "\n")
    assert "\x1b" not in plain


def test_a_terminal_without_utf_8_gets_ascii(tree: Path, tmp_path: Path) -> None:
    said = call(tmp_path, "verify", str(tree), "--task", "flask/clean", PYTHONIOENCODING="ascii")
    assert "     +--> services      [users.py]" in said.out
    assert "    >    1 | from app.services.users import (" in said.out
    assert said.out.isascii()


def test_the_json_keeps_its_form_and_names_the_ends_of_an_edge(tree: Path, tmp_path: Path) -> None:
    said = call(tmp_path, "verify", str(tree), "--task", "flask/clean", "--json")
    findings = json.loads(said.out)["structural"]["architecture"]["findings"]
    (found,) = [one for one in findings if one["rule"] == "upward-import"]
    assert {"rule", "path", "line", "message", "mend", "confidence"} < set(found)
    assert (found["edge"]["from_path"], found["edge"]["to_layer"]) == ("app/models/user.py", "services")


def test_explain_draws_what_its_evidence_names(tree: Path, tmp_path: Path) -> None:
    structural = json.loads(call(tmp_path, "verify", str(tree), "--task", "flask/clean", "--json").out)["structural"]
    evidence = {"task": "flask/clean", "structural": structural}
    evidence["requests"] = [{"name": "Tags", "method": "GET", "status": 200, "failed": 0, "total": 3}]
    (tmp_path / "evidence.json").write_text(json.dumps(evidence))
    said = call(tmp_path, "explain", str(tmp_path / "evidence.json"))
    assert said.out.startswith("constraint_violation")
    assert "     ┏━━▶ services      [users.py]" in said.out
    assert "repositories  …" in said.out
    assert "no module" not in said.out


def test_findings_of_another_form_don_t_stop_explain(tmp_path: Path) -> None:
    structural = {"architecture": {"required": True, "compliant": False, "findings": [{"rule": 7}, "x"]}}
    evidence = {"requests": [{"status": 200, "failed": 0, "total": 3}], "structural": structural}
    (tmp_path / "evidence.json").write_text(json.dumps(evidence))
    said = call(tmp_path, "explain", str(tmp_path / "evidence.json"))
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("constraint_violation")


def test_foreign_code_can_not_act_on_the_terminal(tree: Path, tmp_path: Path) -> None:
    (tree / "app/models/user.py").write_text(
        "from app.services.users import register  # \x1b]0;evil\x07 \u202e\nclass A:\n    pass\n"
    )
    said = at_a_terminal(tmp_path, "verify", str(tree), "--task", "flask/clean")
    assert "\x1b]" not in said
    assert "\u202e" not in said
    assert "upward-import" in said
