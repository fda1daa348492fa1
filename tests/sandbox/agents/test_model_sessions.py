"""Whole runs with a model that a local server plays: in a session with fakes, and by the command line in a real box."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_parts import parts
from openai_plays import acts, event, fails, hangs, says, sends
from openai_server import Server

from sandbox.actions import Say, Submit, WriteFile
from sandbox.agents.litellm_agent import LitellmAgent
from sandbox.agents.patience import Patience
from sandbox.agents.worker import Worker
from sandbox.events import Event, Noticed, Provisional, RunEnded, StepProposed, encode
from sandbox.limits import Limits
from sandbox.session.live import LiveSession
from sandbox.store import journal

KEY = "planted-key-0123456789abcdef"
QUICK = Patience(attempts=2, silence=5.0, first=0.05, longest=0.1, longest_asked=0.2)


def whole_run(
    folder: Path, agent: LitellmAgent, limits: Limits | None = None
) -> tuple[list[Event], list[Event | Provisional]]:
    made, started = parts(folder, agent, limits)
    session = LiveSession(made, [started])
    shown: list[Event | Provisional] = []
    session.follow(shown.append)
    session.start()
    assert session.wait(30)
    events = list(session.events())
    session.close()
    return events, shown


def test_a_session_with_a_model_writes_a_file_and_submits(server: Server, worker: Worker, tmp_path: Path) -> None:
    server.play(
        fails(429, "slow down", Retry_After="0.1"),
        acts("write", "I write the program.", path="app.py", content="x = 1\n"),
        acts("submit", "It is done.", message="built"),
    )
    agent = LitellmAgent("openai/tiny", api_base=server.base, patience=QUICK, worker=worker)
    events, shown = whole_run(tmp_path, agent)
    proposed = [event for event in events if isinstance(event, StepProposed)]
    assert [event.action for event in proposed] == [WriteFile("app.py", "x = 1\n"), Submit("built")]
    assert [event.thought for event in proposed] == ["I write the program.", "It is done."]
    assert isinstance(events[-1], RunEnded)
    assert events[-1].outcome == "submitted"
    assert any(isinstance(event, Noticed) and "limits the rate" in event.text for event in events)
    assert any(type(event).__name__ == "Streamed" for event in shown)
    assert list(journal.read(tmp_path).events) == events


def test_a_provider_that_stays_down_ends_the_run_in_words(server: Server, worker: Worker, tmp_path: Path) -> None:
    server.play(acts("bash", command="ls"), fails(500, "broken"))
    agent = LitellmAgent("openai/tiny", api_base=server.base, patience=QUICK, worker=worker)
    events, _ = whole_run(tmp_path, agent)
    ended = events[-1]
    assert isinstance(ended, RunEnded)
    assert ended.outcome == "agent_failed"
    assert "status 500" in ended.words


def test_a_model_that_says_nothing_ends_the_run_early_in_words(server: Server, worker: Worker, tmp_path: Path) -> None:
    server.play(acts("bash", command="ls"), says("", finish="stop"))
    agent = LitellmAgent("openai/tiny", api_base=server.base, patience=QUICK, worker=worker)
    events, _ = whole_run(tmp_path, agent)
    assert [type(event).__name__ for event in events].count("StepProposed") == 4
    ended = events[-1]
    assert isinstance(ended, RunEnded)
    assert (ended.outcome, ended.steps) == ("agent_failed", 4)
    assert ended.words.startswith("openai/tiny answered nothing 3 times in a row")


@pytest.mark.parametrize(
    ("limits", "outcome"),
    [(Limits(budget=0.05), "budget"), (Limits(tokens=5000), "tokens"), (Limits(seconds=2.0), "time")],
)
def test_a_limit_that_broken_answers_use_up_ends_the_run_and_all_is_on_record(
    server: Server, worker: Worker, tmp_path: Path, limits: Limits, outcome: str
) -> None:
    cut = sends(event({"content": "y" * 35_000}))
    server.play(hangs if outcome == "time" else cut)
    patience = Patience(attempts=4, silence=30.0, first=0.05, longest=0.1)
    agent = LitellmAgent("openai/gpt-4.1", api_base=server.base, patience=patience, worker=worker)
    events, _ = whole_run(tmp_path, agent, limits)
    server.released.set()
    assert len(server.requests) == 1
    proposed = next(one for one in events if isinstance(one, StepProposed))
    assert isinstance(proposed.action, Say)
    ended = events[-1]
    assert isinstance(ended, RunEnded)
    assert (ended.outcome, ended.steps) == (outcome, 1)
    assert (proposed.usage.completion_tokens == 10_000) is (outcome != "time")


def test_stopping_while_a_model_hangs_ends_the_run_at_once(server: Server, worker: Worker, tmp_path: Path) -> None:
    server.play(hangs)
    made, started = parts(tmp_path, LitellmAgent("openai/tiny", api_base=server.base, worker=worker))
    session = LiveSession(made, [started]).start()
    while not server.requests:
        assert not session.wait(0.02)
    session.stop()
    assert session.wait(1)
    session.close()
    server.released.set()


def test_a_planted_key_is_in_no_event_words_file_or_command_line(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPAR_SERVER_KEY", KEY)
    server.play(
        acts("bash", command="ls"),
        fails(503, f"no luck with {KEY}"),
        acts("bash", command="ls"),
        fails(401, f"Incorrect API key provided: {KEY}"),
    )
    agent = LitellmAgent("openai/tiny", api_base=server.base, patience=QUICK)
    try:
        made, started = parts(tmp_path, agent)
        session = LiveSession(made, [started])
        shown: list[Event | Provisional] = []
        session.follow(shown.append)
        session.start()
        assert session.wait(60)
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert not [line for line in command_lines() if KEY in line]
        events = list(session.events())
        session.close()
    finally:
        agent.close()
    assert isinstance(events[-1], RunEnded)
    assert "the key for server was refused" in events[-1].words
    assert KEY not in repr(shown)
    assert not [event for event in events if KEY.encode() in encode(event)]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


def command_lines() -> list[str]:
    """Of every process of this machine that still runs."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return found


def test_closing_an_agent_ends_its_worker() -> None:
    agent = LitellmAgent("openai/tiny", api_base="http://127.0.0.1:1/v1")
    pid = agent._worker.pid
    assert Path(f"/proc/{pid}").exists()
    agent.close()
    agent.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_session_and_a_model_agent_load_no_litellm() -> None:
    program = (
        "import sys, sandbox.session.live, sandbox.agents.litellm_agent, sandbox.models.suggestions;"
        "print(*sorted({'litellm', 'openai', 'httpx', 'textual'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""


def spar(*words: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SPAR_DATA": str(home / "data"), **more}
    program = [sys.executable, "-c", "from tui.cli.main import main; main()", *words]
    return subprocess.run(program, capture_output=True, text=True, timeout=240, env=environment, cwd=home, check=False)


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["--agent", "litellm"], 2, "no model is named"),
        (["--model", "anthropic/claude-sonnet-4-5"], 3, "there is no key for anthropic"),
        (["--model", "openai/x", "--api-base", "nonsense"], 2, "is no address of a server"),
    ],
)
def test_a_run_that_cannot_begin_is_one_line(tmp_path: Path, words: list[str], status: int, line: str) -> None:
    done = spar("run", "flask/none", *words, home=tmp_path)
    assert done.returncode == status, done.stderr
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_refused_key_and_an_unknown_model_end_the_command_line_before_a_session(
    server: Server, tmp_path: Path
) -> None:
    server.play(fails(401, "Incorrect API key"))
    done = spar("run", "flask/none", "--model", "openai/x", "--api-base", server.base, home=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[-1].startswith("spar: the key for server was refused")
    server.play(fails(404, "The model `x` does not exist", "model_not_found"))
    done = spar("run", "flask/none", "--model", "openai/x", "--api-base", server.base, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("spar: there is no model 'openai/x' there")


@pytest.mark.bubblewrap
@pytest.mark.parametrize("scaffold", ["tools", "bash"])
def test_the_command_line_runs_a_model_in_a_real_box(server: Server, tmp_path: Path, scaffold: str) -> None:
    work: list[Any] = (
        [acts("write", "I write.", path="a.py", content="x = 1\n"), acts("submit", "Done.", message="built")]
        if scaffold == "tools"
        else [
            says("I write.\n```bash\necho x > a.py; cat a.py\n```", finish="stop"),
            says("Done.\n```bash\nsubmit\n```", finish="stop"),
        ]
    )
    server.play(says("ok", finish="stop"), *work)
    more = ["--api-base", server.base, "--scaffold", scaffold, "--box", "local", "--json"]
    done = spar("run", "flask/none", "--model", "openai/tiny", *more, home=tmp_path)
    assert done.returncode == 1, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["type"] for event in events]
    assert events[0]["model"] == "openai/tiny"
    assert kinds.count("StepProposed") == 2
    assert [change["path"] for event in events if event["type"] == "StepCommitted" for change in event["changes"]] == [
        "a.py"
    ]
    assert events[-1]["outcome"] == "submitted"
