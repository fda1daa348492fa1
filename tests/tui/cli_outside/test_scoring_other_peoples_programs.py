"""`spar score` on an app that knows nothing of Spar: flags or its spar.toml say how it runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from foreign_apps import FOREIGN
from spar_calls import called

APP = Path(__file__).with_name("foreign_app.py")
SETTINGS = """
start = "exec python3 server.py"
port = 5005
base_path = "/v2"
health_path = "none"
env = { PORT = "5005" }
"""


@pytest.fixture
def app(tmp_path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "server.py").write_text(APP.read_text())
    return folder


def scored(folder: Path, *more: object) -> dict:
    done = called("score", folder, "--task", "flask/none", "--box", "local", "--fresh", "--json", *more)
    assert done.status in (0, 1), done.err
    return json.loads(done.out)


def complaint(folder: Path, *more: object) -> str:
    """The one line of a call that made no sense."""
    done = called("score", folder, "--task", "flask/none", *more)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.bubblewrap
def test_a_foreign_app_keeps_the_core_tier_and_the_extended_tier_says_what_differs(app):
    (app / "spar.toml").write_text(SETTINGS)
    card = scored(app)
    assert card["functional"]["core"] == {"passed": 290, "total": 290}
    assert card["a_percent"] == 1.0
    failed = [one for one in card["functional"]["assertions"] if not one["passed"]]
    assert failed
    assert {one["tier"] for one in failed} == {"extended"}
    assert any("expected status 201, got 200" in one["reason"] for one in failed)
    assert any("{field: [message, ...]}" in one["reason"] for one in failed)


@pytest.mark.bubblewrap
def test_flags_win_over_the_settings_file(app):
    (app / "spar.toml").write_text(SETTINGS.replace("5005", "5006").replace("/v2", "/v1").replace("none", "/nowhere"))
    flags = ("--port", 5007, "--env", "PORT=5007", "--base-path", "/v2", "--health-path", "/v2/tags")
    assert scored(app, *flags)["functional"]["core"]["passed"] == 290


@pytest.mark.bubblewrap
def test_the_install_step_runs_before_the_start_and_offline(app):
    (app / "server.py").rename(app / "server.txt")
    (app / "spar.toml").write_text(SETTINGS)
    install = "mv server.txt server.py && ! grep -q eth /proc/net/dev && test $PIP_NO_INDEX"
    assert scored(app, "--install", install)["functional"]["core"]["passed"] == 290


@pytest.mark.bubblewrap
def test_an_install_step_that_fails_is_a_server_that_never_starts(app):
    (app / "spar.toml").write_text(SETTINGS + 'install = "echo no such package; exit 7"\n')
    card = scored(app)
    assert card["functional"]["core"]["passed"] == 0
    assert "the install step ended with status 7" in card["functional"]["assertions"][0]["reason"]


@pytest.mark.bubblewrap
def test_a_start_command_that_ends_is_called_by_its_name(app):
    (app / "spar.toml").write_text(SETTINGS.replace("exec python3 server.py", "exit 9"))
    assert "the start command ended with status 9" in scored(app)["functional"]["assertions"][0]["reason"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("prot = 5005", "spar.toml: there is no 'prot'; did you mean port?"),
        ("[server]\nport = 5005", "there is no 'server'; it may say start, port, "),
        ("", "spar.toml is empty"),
        ('env = "A=1"', "`env`: expected `table`, got `str`"),
        ('port = "5005"', "spar.toml: `port`: expected `int`, got `str`"),
        ("port = 80", "`port`: expected `int` >= 1024"),
        ("env = { PORT = 5005 }", "`env[...]`: expected `str`, got `int`"),
        ('env = { "A B" = "1" }', "no environment variable"),
        ('base_path = "v2"', "base_path must begin with `/`"),
        ('health_path = "/a b"', "health_path must begin with `/`"),
        ("install_network = true", "there is no install command"),
        ('install = "x"\ninstall_network = true', "--allow-network-for-install allows it"),
        ("start = ", "spar.toml is no TOML"),
    ],
)
def test_settings_that_make_no_sense_are_one_line(app, line, words):
    (app / "spar.toml").write_text(line)
    assert words in complaint(app)


def test_flags_that_make_no_sense_are_one_line(app):
    assert "the command line: `port`" in complaint(app, "--port", 7)
    assert "--env wants NAME=VALUE" in complaint(app, "--env", "PORT")
    assert "there is no install command" in complaint(app, "--allow-network-for-install")


def test_a_settings_file_that_is_a_link_is_not_followed(app, tmp_path):
    (tmp_path / "elsewhere.toml").write_text("prot = 1")
    (app / "spar.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert "spar.toml is a link" in complaint(app)


def test_a_settings_file_that_is_no_text_or_no_file_is_one_line(app):
    (app / "spar.toml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8 text" in complaint(app)
    (app / "spar.toml").write_text("#" * 70_000)
    assert "larger than 64 KiB" in complaint(app)
    (app / "spar.toml").unlink()
    os.mkfifo(app / "spar.toml")
    done = called("score", app, "--task", "flask/none")
    assert done.status == 2
    assert "is no file" in done.err


@pytest.mark.bubblewrap
@pytest.mark.parametrize(
    ("start", "flags", "words"),
    [
        ("", (), "--start COMMAND"),
        ("exec python3 server.py", ("--env", "PORT=5005"), "--port 5005"),
        ("exec python3 server.py", ("--env", "PORT=8080"), "--health-path none"),
        ("exec python3 server.py", ("--env", "PORT=8080", "--health-path", "none"), "--base-path PATH"),
    ],
)
def test_what_a_foreign_program_seems_to_need_is_said(app, start, flags, words):
    done = called(
        "score", app, "--task", "flask/none", "--box", "local", *(("--start", start) if start else ()), *flags
    )
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("hint: ")
    assert words in done.err.splitlines()[-1]


@pytest.mark.bubblewrap
@pytest.mark.node
@pytest.mark.postgres
@pytest.mark.parametrize("make", FOREIGN, ids=lambda make: make.__name__)
@pytest.mark.parametrize("told", ["flags", "spar.toml"])
def test_programs_of_every_make_keep_the_core_tier(make, told, tmp_path):
    foreign = make(tmp_path / "app")
    if told == "spar.toml":
        (tmp_path / "app" / "spar.toml").write_text(foreign.settings)
    flags = foreign.flags if told == "flags" else ()
    done = called("score", tmp_path / "app", "--task", foreign.task, "--box", "local", "--fresh", "--json", *flags)
    assert json.loads(done.out)["functional"]["core"]["passed"] == 290, done.err


@pytest.mark.docker
@pytest.mark.parametrize("make", FOREIGN, ids=lambda make: make.__name__)
def test_programs_of_every_make_keep_the_core_tier_in_docker(make, tmp_path):
    foreign = make(tmp_path / "app")
    flags = ("--task", foreign.task, "--box", "docker", "--fresh", "--json", *foreign.flags)
    assert json.loads(called("score", tmp_path / "app", *flags).out)["functional"]["core"]["passed"] == 290


@pytest.mark.bubblewrap
def test_what_an_install_step_said_last_is_told(app):
    (app / "spar.toml").write_text(SETTINGS + 'install = "pip install no-such-package-anywhere"\n')
    (first, *_) = scored(app)["failures"]
    assert "no-such-package-anywhere" in " ".join(first["reasons"])


@pytest.mark.bubblewrap
def test_a_local_box_can_not_give_a_network_to_the_install_step(app):
    done = called(
        "score", app, "--task", "flask/none", "--box", "local", "--install", "true", "--allow-network-for-install"
    )
    assert done.status == 3
    assert "--box docker" in done.err


@pytest.mark.docker
def test_docker_gives_a_network_to_the_install_step_alone(app):
    (app / "spar.toml").write_text(SETTINGS.replace("exec", "! grep -q eth0 /proc/net/dev && exec"))
    straggler = '(setsid sleep 1000 &); grep -q eth0 /proc/net/dev && test -z "$PIP_NO_INDEX"'
    flags = ("--task", "flask/none", "--box", "docker", "--fresh", "--json")
    done = called("score", app, *flags, "--install", straggler, "--allow-network-for-install")
    assert json.loads(done.out)["functional"]["core"]["passed"] == 290
