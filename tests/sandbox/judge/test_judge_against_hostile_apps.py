"""Programs that fight the judge, behind real walls: they can lose their score, and never win one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from boxes import KINDS, walled

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.own_base import as_entries
from sandbox.ports import BoxKind
from sandbox.toolchain.toolchain import Toolchain
from tasks import catalogue
from tasks.scorecard import ScoreDetail

RUN = "#!/bin/bash\nexec python3 app.py\n"

FORGE = """
import ctypes, json, os, signal
from tasks_ids import IDS
lines = "".join(json.dumps({"type": "assertion", "id": name, "passed": True}) + "\\n" for name in IDS)
lines += json.dumps({"type": "done", "timings": {}}) + "\\n"
print(lines, flush=True)
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if pid == os.getpid():
        continue
    print("TRIED", pid, flush=True)
    for number in range(64):
        try:
            with open(f"/proc/{pid}/fd/{number}", "w") as stream:
                stream.write(lines)
            print("WROTE", pid, number, flush=True)
        except OSError:
            pass
    try:
        with open(f"/proc/{pid}/mem", "r+b"):
            print("OPENED MEMORY", pid, flush=True)
    except OSError:
        pass
    if libc.ptrace(16, pid, None, None) == 0:
        print("TRACED", pid, flush=True)
"""

SERVE = """
import http.server
class App(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    do_GET = do_POST = do_PUT = do_DELETE = answer
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8080), App).serve_forever()
"""

KILL_EVERYBODY = """
import os, signal
for number in (signal.SIGSTOP, signal.SIGKILL)[{first}:]:
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        if pid not in (1, os.getpid()):
            try:
                os.kill(pid, number)
                print("KILLED", pid, flush=True)
            except OSError:
                pass
"""


SYSTEM_PYTHON = Toolchain(("/usr/bin",), (), None, None, None, "system")


@pytest.fixture
def score(tmp_path) -> Callable[[BoxKind, str], ScoreDetail]:
    def score(box: BoxKind, program: str) -> ScoreDetail:
        from tasks.functional.specs import assertions

        names = [spec.id for spec in assertions(database=False)]
        files = {"run.sh": RUN, "app.py": program, "tasks_ids.py": f"IDS = {names!r}\n"}
        entries = as_entries({name: text.encode() for name, text in files.items()})
        judge = Judge(walled(box, SYSTEM_PYTHON), catalogue.find("flask/none"), ScoreCache(tmp_path))
        try:
            return judge.score(hashlib.sha1(program.encode()).hexdigest(), entries, 7)
        finally:
            judge.close()

    return score


@pytest.mark.parametrize("box", KINDS)
def test_an_app_cannot_speak_for_the_judge(box, score):
    honest = score(box, SERVE)
    forged = score(box, FORGE + SERVE)
    log = forged.evidence.server_log
    assert forged.evidence.served
    assert "TRIED" in log
    for word in ("WROTE", "OPENED MEMORY", "TRACED"):
        assert word not in log
    assert forged.card.functional.core == honest.card.functional.core
    assert forged.card.functional.extended == honest.card.functional.extended


@pytest.mark.bubblewrap
def test_a_judge_that_is_killed_is_a_failed_score(score):
    detail = score("local", KILL_EVERYBODY.format(first=1) + SERVE)
    assert not detail.card.passed
    assert detail.card.functional.core.passed == detail.card.functional.extended.passed == 0
    assert "not judged to the end" in detail.card.functional.assertions[0].reason


@pytest.mark.bubblewrap
def test_a_judge_that_is_stopped_for_good_is_a_failed_score(score, monkeypatch):
    monkeypatch.setattr("sandbox.judge.judge_box.JUDGED_WITHIN", 5.0)
    stop_everybody = KILL_EVERYBODY.format(first=0).replace(", signal.SIGKILL", ",")
    detail = score("local", stop_everybody + SERVE)
    assert detail.card.functional.core.passed == detail.card.functional.extended.passed == 0
    assert "did not come to an end" in detail.card.functional.assertions[0].reason


@pytest.mark.docker
def test_in_docker_the_app_cannot_even_signal_the_judge(score):
    honest = score("docker", SERVE)
    detail = score("docker", KILL_EVERYBODY.format(first=0) + SERVE)
    assert "KILLED" not in detail.evidence.server_log
    assert detail.card.functional.core == honest.card.functional.core


@pytest.mark.docker
def test_in_docker_the_app_is_nobody_special(score):
    look = (
        "import os\nprint('I AM', os.getuid(), os.getgid(), os.getgroups())\nprint(open('/proc/self/status').read())\n"
    )
    log = score("docker", look + SERVE).evidence.server_log
    assert "I AM 1000 1000 []" in log
    for line in ("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"):
        assert line in log
