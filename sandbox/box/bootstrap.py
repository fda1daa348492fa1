"""The first process of every box: it becomes the box's init and runs the zipped program that arrived on its pipe.

The text of this file stands before the zip, so nothing is mounted and remote engines work. It stays resident as PID 1
without the pipe, because a program of the same user may open what another one holds through `/proc/PID/fd` unless that
process is undumpable; docker-init and bubblewrap's own init are not.
"""

import ctypes
import os
import runpy
import signal
import sys
import tempfile
from typing import NoReturn

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36


def hide() -> None:
    """Make this process and its forks unreadable for others of its user: memory, descriptors, environment."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        sys.exit("PR_SET_DUMPABLE was refused")
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(program: bytes) -> None:
    """Run the `__main__` of a zip; what stands before the zip does not matter.

    It lies in a sealed file in memory, so that nothing else in the box can change modules that load later.
    """
    if sys.platform == "linux":
        import fcntl

        place = os.memfd_create("program", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.write(place, program)
        fcntl.fcntl(place, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        runpy.run_path(f"/proc/self/fd/{place}", run_name="__main__")
        return
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(program)
        file.flush()
        runpy.run_path(file.name, run_name="__main__")


def offspring() -> list[int]:
    """The processes whose parent is this one."""
    children = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    fields = file.read().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == os.getpid():
                children.append(int(name))
    return children


def reap(child: int) -> NoReturn:
    """Collect orphans until the program ends, then end what is left and exit as the program did."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(quiet, descriptor)
    status = 0
    ended = 0
    while ended != child:
        ended, status = os.wait()
    while left := offspring():
        for process in left:
            os.kill(process, signal.SIGKILL)
        for process in left:
            os.waitpid(process, 0)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def main(program: bytes) -> None:
    """Fork: the child is the program, this process the init."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    hide()
    child = os.fork()
    if child:
        reap(child)
    run(program)


if __name__ == "__main__":
    main(globals()["program"])  # where `sandbox.box.program.bootstrap` has put it
