"""The wall of a local box: what bubblewrap shows, what it hides, and whether it works here."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

from sandbox.box import places
from sandbox.ports import BoxLimits

OLDEST = (0, 8)
"""The first version that can size a tmpfs and forbid further user namespaces."""

_ISOLATION = (
    *("--unshare-all", "--unshare-user", "--disable-userns"),
    *("--uid", str(places.UID), "--gid", str(places.UID), "--cap-drop", "ALL"),
    *("--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "box"),
)
_ETC = {
    "passwd": f"root:x:0:0:root:/:/bin/false\nspar:x:{places.UID}:{places.UID}:spar:{places.HOME}:/bin/bash\n",
    "group": f"root:x:0:\nspar:x:{places.UID}:\n",
    "hosts": "127.0.0.1 localhost box postgres\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
_ETC_OF_HOST = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")


def arguments(
    folder: Path,
    environment: dict[str, str],
    shown: tuple[Path, ...],
    node_modules: Path | None,
    limits: BoxLimits,
) -> list[str]:
    """The command line of bubblewrap up to the program: a private view of this machine, read-only but for sized tmpfs.

    `folder` is a private one where the few files of /etc are written; `shown` host folders that keep their path.
    """
    line = ["bwrap", *_ISOLATION, *_system()]
    line += ["--proc", "/proc", "--dev", "/dev"]
    for name, text in _ETC.items():
        (folder / name).write_text(text)
        line += ["--ro-bind", str(folder / name), f"/etc/{name}"]
    for name in _ETC_OF_HOST:
        line += ["--ro-bind-try", name, name]
    for place, size in places.sizes(limits).items():
        line += ["--size", str(size), "--perms", "1777" if place == "/tmp" else "0700", "--tmpfs", place]
    for path in shown:
        line += ["--ro-bind", str(path), str(path)]
    if node_modules is not None:
        line += ["--ro-bind", str(node_modules), "/node_modules"]
    # The roots of both trees are tmpfs of half the machine's memory unless they are closed.
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", places.TREE, "--clearenv"]
    for name, value in environment.items():
        line += ["--setenv", name, value]
    return line


def _system() -> list[str]:
    line = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(name):
            line += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            line += ["--ro-bind", name, name]
    return line


@functools.cache
def bubblewrap_available() -> str | None:
    """None where bubblewrap works as a box needs it, else the reason in one line. Takes about 20 ms, once."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed"
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
        version = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
        if version < OLDEST:
            return f"bubblewrap {'.'.join(map(str, version))} is too old (0.8 or newer is needed)"
        trial = [program, *_ISOLATION, *_system(), "--proc", "/proc", "--dev", "/dev", "/bin/true"]
        done = subprocess.run(trial, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return f"bubblewrap does not run: {error}"
    if done.returncode:
        return f"bubblewrap cannot make a box here: {done.stderr.strip()[:200]}"
    return None
