"""The judge's box: in Docker root with five capabilities and no more, in bubblewrap nobody special."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.program import pack
from sandbox.ports import BoxLimits

REPORT = """
import json, os, sys
status = dict(line.rstrip(chr(10)).split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
caps = {name: int(status[name], 16) for name in status if name.startswith("Cap")}
def try_(what):
    try:
        what()
    except OSError as error:
        return error.errno
    return 0
def become(uid):
    child = os.fork()
    if child == 0:
        os.setgroups([]); os.setgid(uid); os.setuid(uid)
        done = try_(lambda: open(os.environ["SPAR_TREE"] + f"/by-{uid}", "w"))
        os._exit(done)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
answer = {
    "uid": os.getuid(), "caps": caps, "no_new_privs": status["NoNewPrivs"],
    "environment": {name: value for name, value in os.environ.items() if name.startswith("SPAR_")},
    "root": try_(lambda: open("/planted", "w")), "chown": try_(lambda: os.chown("/tmp", 5, 5)),
    "scratch": try_(lambda: os.mkdir(os.environ["SPAR_SCRATCH"] + "/own")),
}
if os.getuid() == 0:
    answer["app"] = become(1000)
sys.stdout.write(json.dumps(answer) + "\\n"); sys.stdout.flush()
"""


def test_the_judge_has_what_it_needs_and_no_more(launcher: DockerLauncher | LocalLauncher) -> None:
    said = _report(launcher)
    assert said["no_new_privs"] == "1"
    assert said["root"] != 0
    assert said["chown"] != 0
    assert said["scratch"] == 0
    environment = said["environment"]
    assert environment["SPAR_TREE"] == "/workspace"
    if launcher.kind == "docker":
        # KILL 5, SETGID 6, SETUID 7, DAC_READ_SEARCH 2, SYS_PTRACE 19 (linux/capability.h)
        five = sum(1 << number for number in (2, 5, 6, 7, 19))
        assert said["uid"] == 0
        assert said["caps"]["CapBnd"] == said["caps"]["CapEff"] == five
        assert (environment["SPAR_APP_UID"], environment["SPAR_PG_UID"]) == ("1000", "1001")
        assert said["app"] == 0
    else:
        assert said["uid"] == 1000
        assert set(said["caps"].values()) == {0}
        assert not environment.keys() & {"SPAR_APP_UID", "SPAR_PG_UID"}


def _report(launcher: DockerLauncher | LocalLauncher) -> dict[str, Any]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", REPORT)
    bootstrap = pack("porter").partition(b"PK\3\4")[0]
    channel = launcher.launch(bootstrap + packed.getvalue(), "judge", BoxLimits())
    try:
        line = channel.stdout.readline()
        assert line, channel.why_dead()
        return dict(json.loads(line))
    finally:
        channel.close()
