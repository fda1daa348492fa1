"""Every bad call gets one clear line that says what is wrong and what to do, and the exit status for it."""

from __future__ import annotations

import os
import socket
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spar_calls import Spar

from sandbox.choices import Choices, remember, remembered
from sandbox.store import journal


@pytest.mark.parametrize(
    ("call", "words", "status"),
    [
        ("run flask/nnone", "did you mean flask/none", 2),
        ("run zzz", "`spar tasks` lists them all", 2),
        ("run flask/none --tape nope", "it has mistakes, straight", 2),
        ("run flask/none --agent nobody", "'scripted', 'litellm'", 2),
        ("run flask/none --steps 0", "`spar run --help`", 2),
        ("run flask/none --budget much", "`spar run --help`", 2),
        ("run flask/none --box cloud", "'docker', 'local'", 2),
        ("run", "Missing argument 'TASK'", 2),
        ("rnu", "did you mean run?", 2),
        ("x", "`spar --help` lists them", 2),
        ("run flask/none --fast", "No such option", 2),
        ("run flask/none --budget nan", "nan is no limit", 2),
        ("run flask/none --minutes inf", "inf is no limit", 2),
        ("explain /dev/zero", "it is no file", 2),
        ("--nope", "`spar --help`", 2),
        ("score . ", "Missing option '--task'", 2),
        ("score /no/such --task flask/none", "there is no directory /no/such", 2),
        ("verify /no/such --task flask/none", "there is no directory /no/such", 2),
        ("verify {file} --task flask/none", "is not a directory", 2),
        ("score {empty} --task flask/none", "holds no files", 2),
        ("score {file}/below --task flask/none", "there is no directory", 2),
        ("score {empty}/.. --task flask/none --start=", "--start names no command", 2),
        ("watch {empty} --task flask/none --start=", "--start names no command", 2),
        ("explain {file}", "is not evidence", 2),
        ("explain /no/such.json", "No such file", 2),
        ("explain {empty}", "can't be read", 2),
        ("prove nothing*", "no task fits", 2),
        ("open nothing", "there is no session yet", 2),
        ("export last {empty}/x", "there is no session yet", 2),
        ("replay /no/such", "no session lies in /no/such", 2),
        ("open {file}.zip", "can't be taken in", 2),
        ("--theme nope", "spar-dark", 2),
        ("--theme {empty}/my.toml", "No such file", 2),
        ("open --theme", "requires an argument", 2),
        ("", "the screens need a terminal", 2),
        ("run flask/none --agent litellm --box local", "--model", 2),
        ("run flask/none --model=", "--model names no model", 2),
        ("run flask/none --agent scripted --model openai/x", "--agent scripted plays a recording", 2),
        ("run flask/none --tape straight --model openai/x", "--tape names a recording", 2),
        ("run flask/none --api-base http://127.0.0.1:9/v1", "--api-base goes with --model NAME", 2),
        ("run flask/none --scaffold bash", "--scaffold goes with --model NAME", 2),
    ],
)
def test_a_bad_call_gets_one_line(spar: Spar, tmp_path: Path, call: str, words: str, status: int) -> None:
    (tmp_path / "file").write_text("not json")
    (tmp_path / "empty").mkdir()
    said = spar(*call.format(file=tmp_path / "file", empty=tmp_path / "empty").split())
    assert words in said.refusal()
    assert said.status == status
    assert said.out == ""


@pytest.mark.parametrize("command", ["score", "verify", "watch"])
def test_a_directory_without_a_name_is_not_the_one_that_a_caller_is_in(spar: Spar, command: str) -> None:
    said = spar(command, "", "--task", "flask/none")
    assert "DIR is empty" in said.refusal()
    assert said.status == 2


def test_what_a_caller_typed_cannot_act_on_the_terminal(spar: Spar) -> None:
    said = spar("run", "flask/\x1b]52;c;AAAA\x07none\n\x9b2J")
    assert said.status == 2
    assert not any(byte in said.err for byte in ("\x1b", "\x07", "\x9b"))
    assert said.refusal()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that even root cannot write to")
@pytest.mark.parametrize(
    ("call", "variable", "words"),
    [
        ("run flask/none --box local", "SPAR_DATA", "SPAR_DATA names another folder"),
        ("run flask/none --box local", "XDG_CACHE_HOME", "point XDG_CACHE_HOME elsewhere"),
    ],
)
@pytest.mark.bubblewrap
def test_a_folder_that_cannot_be_written_is_named(spar: Spar, call: str, variable: str, words: str) -> None:
    said = spar(*call.split(), **{variable: "/proc/spar"})
    assert words in said.refusal()
    assert "/proc/spar" in said.refusal()
    assert said.status == 3


def test_a_data_folder_that_is_a_file_is_named(spar: Spar, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for call in (["sessions"], ["open", "last"], ["sessions", "--json"]):
        said = spar(*call, SPAR_DATA=str(tmp_path / "file"))
        assert "Not a directory" in said.refusal()
        assert said.status == 2


def test_choices_that_cannot_be_remembered_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "file"))
    remember(Choices(task="koa/none"))
    assert remembered() == Choices()
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "config"))
    remember(Choices(task="koa/none", seed=3, unsafe_no_box=True))
    assert remembered() == Choices(task="koa/none")
    assert [path.name for path in (tmp_path / "config").iterdir()] == ["choices.json"]


@pytest.mark.parametrize("content", [b"", b"[" * 50_000, b'{"task": 3}', b"\xff"])
def test_choices_that_cannot_be_read_are_the_first_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    (tmp_path / "choices.json").write_bytes(content)
    assert remembered() == Choices()


@pytest.mark.parametrize("command", ["run flask/none", "score {app} --task flask/none", "prove flask/none"])
def test_without_docker_the_box_docker_says_how_to_go_on(spar: Spar, app: Path, command: str) -> None:
    words = [*command.format(app=app).split(), "--box", "docker"]
    said = spar(*words, DOCKER_HOST="unix:///no/such.sock")
    assert "Docker is not there" in said.refusal()
    assert "--box local" in said.refusal()
    assert said.status == 3


def test_without_any_box_foreign_code_needs_a_spelled_out_yes(
    spar: Spar, app: Path, without_bubblewrap: dict[str, str]
) -> None:
    said = spar("score", str(app), "--task", "flask/none", **without_bubblewrap)
    assert "--unsafe-no-box" in said.refusal()
    assert said.status == 3


def test_without_a_box_a_taken_port_is_named_and_is_no_failure_of_the_program(
    spar: Spar, app: Path, without_bubblewrap: dict[str, str]
) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 8080))
        other.listen()
        said = spar("score", str(app), "--task", "flask/none", "--unsafe-no-box", "--fresh", **without_bubblewrap)
    assert "port 8080 is in use" in said.refusal()
    assert said.status == 3


def test_an_image_that_cannot_be_built_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from docker.errors import ImageNotFound

    from sandbox import launching
    from sandbox.image import image
    from tui.cli import main

    class Engine:
        """Has no image, and a registry that nobody reaches."""

        def __init__(self, *_: object, **__: object) -> None:
            self.images = self.api = self

        def get(self, name: str) -> None:
            raise ImageNotFound(name)

        def build(self, **_: object) -> list[dict[str, Any]]:
            return [{"stream": "Step 2/9 : RUN apt-get install"}, {"error": "could not reach the registry"}]

        def close(self) -> None: ...

    monkeypatch.setenv("SPAR_DATA", str(tmp_path))
    monkeypatch.setattr(launching, "docker_available", lambda: None)
    monkeypatch.setattr(image, "connect", Engine)
    monkeypatch.setattr(image, "find_base", lambda client: "base")
    monkeypatch.setattr(sys, "argv", ["spar", "run", "flask/none", "--box", "docker"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 3
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("spar: the image cannot be built: ")
    assert "could not reach the registry" in last
    assert "spar prepare" in last


# --- sessions that can't be opened ---


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "sessions" / "20260101-000000-one"
    folder.mkdir(parents=True)
    return folder


COMMANDS = pytest.mark.parametrize("command", ["open last", "export last {out}", "replay last"])
STARTED = (
    b'{"type":"SessionStarted","id":"one","task":"%s","agent":"scripted","label":"x","box":"local","environment":"",'
    b'"seed":1,"limits":{},"at":1.0,"commit":"' + b"0" * 40 + b'","tree":"' + b"0" * 40 + b'"}\n'
)
HEADER = b'{"spar":"journal","version":1}\n'


@COMMANDS
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no header"),
        (HEADER[:10], "no header"),
        (HEADER, "before its first step"),
        (HEADER + STARTED[:50], "before its first step"),
        (b'{"spar":"journal","version":2}\n', "newer Spar"),
        (b"\x00" * 1000, "no header"),
        (HEADER + STARTED % b"flask/none", "repository|finished step"),
        (HEADER + STARTED % b"mine/own", "no task is called|repository|finished step"),
    ],
)
def test_a_session_that_cannot_be_opened_says_why(
    spar: Spar, session: Path, tmp_path: Path, command: str, content: bytes, words: str
) -> None:
    (session / journal.FILE).write_bytes(content)
    said = spar(*command.format(out=tmp_path / "out").split())
    assert any(word in said.refusal() for word in words.split("|")), said.refusal()
    assert said.status == 2
    assert spar("sessions").status == 0


@COMMANDS
def test_an_ambiguous_session_is_never_guessed(spar: Spar, session: Path, tmp_path: Path, command: str) -> None:
    session.with_name("20260102-000000-one").mkdir()
    said = spar(*command.replace("last", "one").format(out=tmp_path / "out").split())
    assert "fits 2 sessions" in said.refusal()
    assert said.status == 2


def test_a_reader_that_leaves_early_ends_a_command_quietly(program: Path) -> None:
    import subprocess

    command = f"{program} tasks --json | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert done.stderr == b""
    assert done.returncode in (0, 1)


def test_a_terminal_that_knows_only_ascii_ends_no_command(spar: Spar) -> None:
    said = spar("doctor", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.status == 0
    assert said.err == ""


# --- session files that can't be taken in ---


def zipped(file: Path, **members: str) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (os.mkfifo, "bad.zip is no file"),
        (os.mkdir, "bad.zip is no file"),
        (zipped, "there is no journal.jsonl in it"),
        (lambda file: zipped(file, **{"journal.jsonl": "x"}), "bad.zip is not a session: its journal has no header"),
        (lambda file: zipped(file, **{"journal.jsonl": HEADER.decode()}), "ended before its first step"),
        (lambda file: zipped(file, **{"journal.jsonl": "", "../up": ""}), "it names '../up'"),
    ],
)
def test_a_session_file_that_is_none_says_why_once(
    spar: Spar, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    make(tmp_path / "bad.zip")
    said = spar("export", str(tmp_path / "bad.zip"), str(tmp_path / "out"))
    assert words in said.refusal()
    assert said.refusal().count("bad.zip") <= 1
    assert said.refusal().count("holds no session") <= 1
    assert ".taking-in" not in said.refusal()
    assert said.status == 2
