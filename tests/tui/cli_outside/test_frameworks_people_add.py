"""A framework of a person's own, written as the README says: named by their tasks, told, checked, built and proven."""

from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path

import pytest
from spar_calls import called
from trees import written

from sandbox.actions import Shell
from sandbox.box.open_box import open_box
from sandbox.launching import make_launcher
from sandbox.own_base import base_of
from sandbox.store.session_task import keep_task, task_of
from tasks import catalogue
from tasks.prompts.prompt import prompt
from tasks.reference.compose import reference
from tasks.structural.verify import verify
from tasks.task import Task

PLAIN = """
label = "node:http"
language = "node"
version = "22"
port = 3100
imports = ["node:http"]
makers = ["createServer"]
routes = ["createServer"]
start = "exec node src/main.js"
prompt = "Use node:http alone: no framework, no router package."
"""

DUNK = """
label = "Dunk"
language = "python"
version = "1.0"
port = 8090
imports = ["dunk"]
plugins = ["flask"]
makers = ["Dunk"]
install = "pip install --no-deps vendor/dunk-1.0-py3-none-any.whl"
files = "dunk"
"""


@pytest.fixture
def place(own_places) -> Path:
    """Spar's configuration directory, with folders for tasks and frameworks."""
    for name in ("tasks", "frameworks"):
        (own_places / "config" / name).mkdir(parents=True)
    return own_places / "config"


def plain_node(place: Path) -> Task:
    """A framework without a package: Node.js's own server, and an app on it that solves the task."""
    like = reference(catalogue.find("express/none"))
    files = {name: data for name, data in like.items() if "/routes/" not in name or name.endswith("views.js")}
    files["src/routes/server.js"] = Path(__file__).with_name("foreign").joinpath("plain_node.js").read_bytes()
    files["src/main.js"] = b"import { server } from './routes/server.js';\n\nserver.listen(3100, '0.0.0.0');\n"
    files["package.json"] = b'{"type": "module", "dependencies": {"jsonwebtoken": "^9.0.3"}}\n'
    del files["run.sh"]
    written(place / "tasks" / "solved", files)
    (place / "frameworks" / "plain.toml").write_text(PLAIN)
    (place / "tasks" / "bare.toml").write_text('framework = "plain"\nconstraints = ["clean"]\nreference = "solved"\n')
    return catalogue.find("own/bare")


def dunk(place: Path) -> Task:
    """A framework in a wheel that no box has: it is among the files that the agent starts with."""
    wheel = place / "frameworks" / "dunk" / "vendor" / "dunk-1.0-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("dunk.py", "from flask import Flask\n\n\nclass Dunk(Flask):\n    pass\n")
        made.writestr("dunk-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: dunk\nVersion: 1.0\n")
        made.writestr("dunk-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        made.writestr("dunk-1.0.dist-info/RECORD", "")
    files = dict(reference(catalogue.find("flask/none")))
    for name, data in files.items():
        text = data.decode().replace("import Flask\n", "import Flask\nfrom dunk import Dunk\n")
        files[name] = text.replace("= Flask(", "= Dunk(").replace("8080", "8090").encode()
    files["requirements.txt"] += b"dunk==1.0\n"
    files["vendor/" + wheel.name] = wheel.read_bytes()
    written(place / "tasks" / "dunked", files)
    (place / "frameworks" / "dunk.toml").write_text(DUNK)
    (place / "tasks" / "dunk.toml").write_text('framework = "dunk"\nreference = "dunked"\n')
    return catalogue.find("own/dunk")


@pytest.mark.node
@pytest.mark.bubblewrap
@pytest.mark.parametrize("kind", [plain_node, dunk])
def test_an_app_on_it_is_proven_and_scored_whole(place, kind):
    task = kind(place)
    done = called("prove", task.name, "--box", "local", "--json")
    proof = json.loads(done.out)[0]
    assert (done.status, proof["core"]["passed"], proof["broken"]) == (0, 290, []), done.out + done.err
    done = called("score", task.own.reference, "--task", task.name, "--box", "local", "--json")
    score = json.loads(done.out)
    assert (done.status, score["passed"], score["a_percent"]) == (0, True, 1.0)
    assert not [one for verdict in score["structural"].values() for one in verdict["findings"]]


def test_it_is_told_to_the_agent(place):
    told = prompt(plain_node(place), "")
    assert "with **node:http 22** in JavaScript" in told
    assert "Use node:http alone: no framework" in told
    assert "started with `exec node src/main.js`" in told
    assert "on port 3100" in told
    told = prompt(dunk(place), "")
    assert "`pip install --no-deps vendor/dunk-1.0-py3-none-any.whl` is run" in told
    assert "`export PIP_TARGET=/tmp/own PYTHONPATH=/tmp/own`" in told


@pytest.mark.bubblewrap
def test_an_agent_can_install_it_as_it_is_told(place):
    task = dunk(place)
    box = open_box(make_launcher(task, "local", lambda words, share: None), task)
    try:
        box.fill(base_of(task))
        told = "export PIP_TARGET=/tmp/own PYTHONPATH=/tmp/own"
        seen = box.execute(
            Shell(f"{told}; {task.install} && python3 -c 'import dunk'"), lambda words: None, threading.Event()
        )
    finally:
        box.close()
    assert seen.ok, seen.output


def test_its_files_are_there_when_the_agent_begins(place):
    assert [entry.path for entry in base_of(dunk(place))] == [b"vendor/dunk-1.0-py3-none-any.whl"]


def test_a_session_from_elsewhere_names_no_folder_of_frameworks(place, tmp_path):
    keep_task(tmp_path, dunk(place))
    assert base_of(task_of(tmp_path, "own/dunk")) == ()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import express from 'express';\nexpress().listen(3100);\n", "makes an app with express"),
        ("import net from 'node:net';\nnet.createServer().listen(3100);\n", "Nothing that runs imports node:http"),
        ("import http from 'node:http';\nhttp.get('http://x');\n", "imported, but no app is made with it"),
    ],
)
def test_what_serves_by_other_means_is_found(place, source, words):
    found = verify({"src/main.js": source.encode()}, plain_node(place)).framework.findings
    assert words in found[0].message


def test_a_service_that_knows_it_is_found(place):
    task = plain_node(place)
    files = {path.relative_to(task.own.reference).as_posix(): path.read_bytes()
             for path in Path(task.own.reference).rglob("*") if path.is_file()}  # fmt: skip
    assert verify(files, task).architecture.compliant
    files["src/services/tags.js"] += b"\nimport http from 'node:http';\nexport const known = http.STATUS_CODES;\n"
    found = verify(files, task).architecture.findings
    assert [(one.rule, one.path) for one in found] == [("framework-in-core", "src/services/tags.js")]


def test_its_package_is_its_own_even_where_others_know_it(place):
    task = dunk(place)
    tree = {"run.sh": b"exec python3 main.py\n", "main.py": b"from flask import Flask\napp = Flask(__name__)\n"}
    assert not verify(tree, task).framework.compliant
    tree["main.py"] = b"from dunk import Dunk\napp = Dunk(__name__)\n"
    assert verify(tree, task).framework.compliant


def test_it_is_listed_where_it_is_used(place):
    plain_node(place)
    done = called("tasks", "own/")
    assert "own/bare *" in done.out
    assert "node:http 22: clean" in done.out
    row = json.loads(called("tasks", "own/", "--json").out)[0]
    assert (row["framework"], row["own_framework"]) == ("plain", str(place / "frameworks" / "plain.toml"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('label = "Dunk"\n', "", "`label` is missing"),
        ('language = "python"\n', "", "`language` is missing"),
        ('imports = ["dunk"]\n', "", "`imports` is missing"),
        ('"python"', '"ruby"', "`language`: there is no 'ruby', but python, node"),
        ("8090", "80", "`port`: expected `int` >= 1024"),
        ("8090", '"8090"', "`port`: expected `int`, got `str`"),
        ('["dunk"]', "[]", "`imports`: expected `array` of length >= 1"),
        ('["dunk"]', '"dunk"', "`imports`: expected `array`, got `str`"),
        ('["dunk"]', '["du*"]', "`imports` holds 'du*', which is not a module as Python imports it"),
        ('["Dunk"]', '["Dunk.*"]', "`makers` holds 'Dunk.*', which is not a plain name; patterns have no meaning here"),
        ('["Dunk"]', '["(a+)+$"]', "`makers` holds '(a+)+$', which is not a plain name"),
        ('makers = ["Dunk"]\n', "", "nothing says what makes an app: give `makers`"),
        ('makers = ["Dunk"]', 'maker = ["Dunk"]', "there is no 'maker'; did you mean makers?"),
        ('files = "dunk"', 'files = "nowhere"', "there is no files directory"),
        ('files = "dunk"', 'files = "/etc"', "`files` leaves the framework's own folder"),
        ("install =", 'prompt = "  "\ninstall =', "`prompt` is blank"),
        ('"Dunk"\nl', '"D\\u001b[2J"\nl', "`label` holds a control character"),
        ("port = 8090", "port = ", "is no TOML"),
        ("port = 8090", "refuses_with = 200\nport = 8090", "`refuses_with`: expected `int` >= 400"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_one_line_that_names_it(place, old, new, words):
    dunk(place)
    file = place / "frameworks" / "dunk.toml"
    assert old in DUNK
    file.write_text(DUNK.replace(old, new, 1))
    with pytest.raises(catalogue.UnknownTask) as caught:
        catalogue.find("own/dunk")
    said = str(caught.value)
    assert words in said
    assert str(file) in said
    assert "\n" not in said
    assert catalogue.own() == ({}, (said,))


@pytest.mark.parametrize("name", ["flask", "Koa", "own"])
def test_a_name_that_is_taken_is_said_and_what_has_it_stays(place, name):
    dunk(place)
    (place / "frameworks" / "dunk.toml").rename(place / "frameworks" / f"{name}.toml")
    (place / "tasks" / "dunk.toml").write_text('framework = "flask"\n')
    found, problems = catalogue.own()
    assert found["own/dunk"].framework == catalogue.frameworks()["flask"]
    assert [f"the name {name} is taken" in problem for problem in problems] == [True]


def test_a_framework_that_is_not_there_names_those_that_are(place):
    dunk(place)
    (place / "tasks" / "dunk.toml").write_text('framework = "rails"\n')
    with pytest.raises(catalogue.UnknownTask, match=r"no framework 'rails', but flask, .*koa, dunk"):
        catalogue.find("own/dunk")


def test_there_is_no_reference_of_ours_to_patch(place):
    dunk(place)
    (place / "tasks" / "a.diff").write_text("x")
    (place / "tasks" / "dunk.toml").write_text('framework = "dunk"\nfeature = "x"\npatch = "a.diff"\n')
    with pytest.raises(catalogue.UnknownTask, match=r"dunk has none; give a `base`"):
        catalogue.find("own/dunk")
