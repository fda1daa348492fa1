"""Small programs of every temper before the judge: the score says what they are, and nothing they do improves it."""

from __future__ import annotations

import threading
import time

import pytest

from sandbox.box.program import pack
from sandbox.inside import wire
from sandbox.judge.judge_box import JudgeBox
from sandbox.ports import BoxLimits

SERVE = """
import http.server, json, sys, os
{before}
class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        body = b"{{}}"
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        {each}
    do_GET = do_POST = do_PUT = do_DELETE = answer
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", {port}), App).serve_forever()
"""

RUN = "#!/bin/bash\nexec python3 app.py\n"


def app(port: int, before: str = "", each: str = "pass", run: str = RUN) -> dict[str, str]:
    return {"run.sh": run, "app.py": SERVE.format(port=port, before=before, each=each)}


def test_a_server_that_answers_is_judged_assertion_by_assertion(judge_for, task_at, tree):
    task = task_at("flask/none")
    seen = []
    detail = judge_for(task).score("t1", tree(app(task.port)), 7, lambda *now: seen.append(now))
    assert detail.evidence.served
    assert detail.card.functional.core.total == 290
    assert 0 < detail.card.functional.core.passed < 290
    assert not detail.card.passed
    assert len(detail.evidence.exchanges) >= 10
    assert {phase for _, _, phase in seen} >= {"starting server", "running the suite"}
    assert seen[-1][0] == seen[-1][1] == len(detail.card.functional.assertions)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"run.sh": RUN, "app.py": "import nothing_like_this\n"}, "run.sh ended with status 1"),
        ({"run.sh": RUN}, "run.sh ended with status 2"),
        ({"app.py": "print(1)\n"}, "there is no run.sh"),
        ({"run.sh": "#!/bin/bash\nkill -9 $$\n"}, "signal 9"),
        (
            {
                "run.sh": RUN,
                "app.py": "import nothing_like_this\n",
                "requirements.txt": "msgspec\nnothing-like-this==1\n",
            },
            "not installed: `nothing-like-this`",
        ),
    ],
)
def test_a_server_that_never_starts_fails_everything_at_once_and_says_why(files, words, judge_for, task_at, tree):
    begun = time.monotonic()
    detail = judge_for(task_at("flask/none")).score("t1", tree(files), 7)
    assert time.monotonic() - begun < 40  # Health is waited for 60 s.
    assert not detail.evidence.served
    assert words in detail.evidence.startup
    assert detail.card.functional.core.passed == detail.card.functional.extended.passed == 0
    assert detail.card.functional.core.total == 290
    assert words in detail.card.functional.assertions[0].reason


def test_the_log_of_a_server_that_never_starts_is_kept(judge_for, task_at, tree):
    files = {"run.sh": RUN, "app.py": "raise RuntimeError('the reason')\n"}
    detail = judge_for(task_at("flask/none")).score("t1", tree(files), 7)
    assert "RuntimeError: the reason" in detail.evidence.server_log


def test_a_server_on_another_port_is_not_waited_for_to_the_end(judge_for, task_at, tree):
    other = task_at("flask/none").port
    begun = time.monotonic()
    detail = judge_for(task_at("flask/none")).score("t1", tree(app(other)), 7)
    assert time.monotonic() - begun < 50
    assert f"listens on port {other} instead of" in detail.evidence.startup


def test_run_sh_needs_no_executable_bit(judge_for, task_at, tree):
    task = task_at("flask/none")
    entries = [entry.__class__(entry.path, 0o100644, entry.data) for entry in tree(app(task.port))]
    assert judge_for(task).score("t1", entries, 7).evidence.served


def test_a_server_that_dies_midway_fails_what_comes_after(judge_for, task_at, tree):
    task = task_at("flask/none")
    each = "globals().update(n=globals().get('n', 0) + 1); n > 8 and os._exit(3)"
    detail = judge_for(task).score("t1", tree(app(task.port, each=each)), 7)
    assert detail.evidence.served
    assert detail.card.functional.extended.passed == 0


def test_a_flood_of_output_is_bounded(judge_for, task_at, tree):
    task = task_at("flask/none")
    each = "sys.stdout.write('x' * 1_000_000 + chr(10)); sys.stdout.flush()"
    detail = judge_for(task).score("t1", tree(app(task.port, before="print('first words')", each=each)), 7)
    assert detail.evidence.served
    assert len(detail.evidence.server_log) < 100_000
    assert detail.evidence.server_log.startswith("first words")
    assert "bytes left out" in detail.evidence.server_log
    assert all(len(exchange.log) < 10_000 for exchange in detail.evidence.exchanges)


def test_nothing_that_the_app_started_outlives_its_judgement(judge_for, task_at, tree, launcher):
    task = task_at("flask/none")
    mark = f"spar-straggler-{task.port}"
    before = (
        "import subprocess\n"
        f"subprocess.Popen(['bash', '-c', 'trap \"\" TERM HUP; exec -a {mark} sleep 300'], start_new_session=True)"
    )
    judge_for(task).score("t1", tree(app(task.port, before=before)), 7)
    time.sleep(0.1)
    assert mark not in _all_commands()


def _all_commands() -> str:
    from pathlib import Path

    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_a_box_ends_with_all_its_processes_when_the_host_hangs_up(launcher, task_at):
    box = JudgeBox(launcher, task_at("flask/none"), BoxLimits())
    box.wait_until_ready(threading.Event())
    process = launcher.launched[-1].process
    launcher.launched[-1].stdin.close()
    assert process.wait(9) == 0
    box.close()


@pytest.mark.long
def test_a_box_ends_when_the_host_falls_silent(launcher):
    channel = launcher.launch(pack("judge"), "judge", BoxLimits())
    wire.send(channel.stdin, {"type": "hello", "language": "python", "port": 1, "database": None})
    begun = time.monotonic()
    assert channel.process.wait(60) == 0
    assert 8 < time.monotonic() - begun < 40
