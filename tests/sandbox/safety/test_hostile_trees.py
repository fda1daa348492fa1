"""Wall 1: whatever lies in the agent's tree, a snapshot neither runs it, nor follows it, nor loses it, nor stops."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.box.ported_box import PortedBox
from sandbox.inside.porter.walk import TreeLimits
from sandbox.ports import Entry, Observation
from sandbox.workspace.git_workspace import GitWorkspace

Run = Callable[..., Observation]
Keep = Callable[[], dict[bytes, Entry]]

PLANT = """
mkdir -p nested/.git/hooks nested/.git/objects nested/.git/refs nested/sub
printf 'ref: refs/heads/main\\n' > nested/.git/HEAD
printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tfsmonitor = "touch MARK"\\n' > nested/.git/config
printf '[filter "evil"]\\n\\tclean = "touch MARK; cat"\\n\\tsmudge = "touch MARK; cat"\\n' >> nested/.git/config
printf '[diff "evil"]\\n\\ttextconv = "touch MARK; cat"\\n\\tcommand = "touch MARK"\\n' >> nested/.git/config
printf '#!/bin/sh\\ntouch MARK\\n' | tee nested/.git/hooks/post-checkout > nested/.git/hooks/pre-commit
chmod +x nested/.git/hooks/*
printf '* filter=evil diff=evil text eol=crlf ident\\n' > nested/.gitattributes
cp nested/.gitattributes .gitattributes
printf '*\\n' > nested/.gitignore
cp nested/.gitignore .gitignore
printf 'kept $Id$\\nbytes\\r\\n' > nested/sub/file.txt
mkdir -p worktree && printf 'gitdir: ../nested/.git\\n' > worktree/.git && echo kept > worktree/file.txt
"""


def test_the_planted_repository_would_run_code_if_git_opened_it(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    subprocess.run(["bash", "-c", PLANT.replace("MARK", str(mark))], cwd=tmp_path, check=True)
    # git asks for the fsmonitor only once the index holds something
    subprocess.run(["git", "add", "-f", "."], cwd=tmp_path / "nested", check=False, capture_output=True)
    subprocess.run(["git", "status"], cwd=tmp_path / "nested", check=False, capture_output=True)
    assert mark.exists()


def test_planted_configuration_filters_and_hooks_never_run_on_the_host(
    run: Run, kept: Keep, workspace: GitWorkspace, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    assert run(PLANT.replace("MARK", str(mark))).ok
    files = kept()
    exported = tmp_path / "exported"
    workspace.export(exported)
    subprocess.run(["git", "status"], cwd=exported, check=True, capture_output=True)
    assert not mark.exists()
    assert files[b"nested/sub/file.txt"].data == b"kept $Id$\nbytes\r\n"
    assert files[b"worktree/file.txt"].data == b"kept\n"
    assert {b".gitignore", b".gitattributes", b"nested/.gitattributes"} <= files.keys()
    assert not any(b".git" in path.split(b"/") for path in files)


def test_names_of_any_bytes_are_kept(run: Run, kept: Keep, workspace: GitWorkspace) -> None:
    names = [b"new\nline", b"esc\x1b[2Jape", b"invalid\xff\xfeutf", "r\u202etl\u00e9".encode(), b"-rf", b"a b\\c\t"]
    program = f"import os\nfor n in {names!r}: open(n, 'wb').write(n)"
    assert run(f'python3 -c "{program}"').ok
    files = kept()
    assert all(files[name].data == name for name in names)
    assert workspace.paths(_head(workspace)) == tuple(sorted(p.decode("utf-8", "backslashreplace") for p in files))


@pytest.mark.parametrize("name", [b".git", b".GIT", b".Git", b".git ", b".g\xe2\x80\x8cit", b"git~1"])
def test_nothing_that_some_file_system_takes_for_git_enters(box: PortedBox, run: Run, name: bytes) -> None:
    run(f"python3 -c \"import os; os.mkdir({name!r}); open({name!r} + bytes([47]) + b'config', 'w').close()\"")
    snapshot = box.snapshot()
    assert snapshot.written == ()
    assert name == b".git" or any("git" in line for line in snapshot.left_out)


def test_unreadable_files_and_folders_are_kept_and_stay_unreadable(run: Run, kept: Keep) -> None:
    assert run("mkdir closed; echo deep > closed/in; echo shut > shut; chmod 000 shut closed").ok
    files = kept()
    assert files[b"shut"].data == b"shut\n"
    assert files[b"closed/in"].data == b"deep\n"
    assert run("stat -c %a shut closed").output.split() == ["0", "0"]


def test_pipes_and_sockets_stop_nothing_and_are_named(box: PortedBox, run: Run) -> None:
    program = "import socket; socket.socket(socket.AF_UNIX).bind('sock')"
    assert run(f'mkfifo pipe; python3 -c "{program}"; ln -s /dev/zero zero; echo ok > after').ok
    snapshot = box.snapshot()
    assert {entry.path for entry in snapshot.written} == {b"zero", b"after"}
    assert any("pipe" in line and "sock" in line for line in snapshot.left_out)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_never_opened(tmp_path: Path) -> None:
    from sandbox.workspace.folder import entries_of

    os.mknod(tmp_path / "zero", 0o020666, os.makedev(1, 5))
    (tmp_path / "file").write_text("x")
    entries, left_out = entries_of(tmp_path)
    assert [entry.path for entry in entries] == [b"file"]
    assert "zero" in left_out[0]


def test_links_are_kept_as_links(run: Run, kept: Keep, tmp_path: Path) -> None:
    secret = tmp_path / "host-secret"
    secret.write_text("the host's secret")
    assert run(f"ln -s {secret} away; ln -s /etc shadow; ln -s ../../../.. up; ln -s nowhere dangling").ok
    files = kept()
    assert files[b"away"] == Entry(b"away", 0o120000, os.fsencode(secret))
    assert [files[name].mode for name in (b"shadow", b"up", b"dangling")] == [0o120000] * 3
    assert not any(path.startswith((b"shadow/", b"up/")) for path in files)


def test_a_file_swapped_for_a_link_never_brings_what_the_link_points_to(box: PortedBox, run: Run) -> None:
    run("echo outside > /tmp/secret; mkdir outside; mv outside /tmp/dir; echo outside > /tmp/dir/file; mkdir d")
    swap = """
    while :; do
        echo inside > f.new; mv -f f.new f; ln -sfn /tmp/secret f.link; mv -fT f.link f
        mkdir d2; echo inside > d2/file; mv -T d2 d3; rm -rf d; mv -T d3 d; rm -rf d; ln -s /tmp/dir d; rm d
    done >/dev/null 2>&1 &
    """
    assert run(swap).ok
    seen: set[tuple[int, bytes]] = set()
    for _ in range(150):
        seen |= {(entry.mode, entry.data) for entry in box.snapshot().written if entry.path != b"app.py"}
    assert {mode for mode, _ in seen} >= {0o100644, 0o120000}, "the swap was never caught at work"
    assert all(b"outside" not in data for _, data in seen)


def test_hard_links_are_files(run: Run, kept: Keep) -> None:
    assert run("echo same > one; ln one two; mkdir d; ln one d/three").ok
    files = kept()
    assert [files[name] for name in (b"one", b"two", b"d/three")] == [
        Entry(name, 0o100644, b"same\n") for name in (b"one", b"two", b"d/three")
    ]


def test_one_huge_file_stays_out_and_is_named(box: PortedBox, run: Run) -> None:
    assert run("truncate -s 60M huge; head -c 6000000 /dev/zero > large; echo small > small").ok
    snapshot = box.snapshot()
    assert [entry.path for entry in snapshot.written] == [b"small"]
    assert any(line.startswith("larger than") and "huge" in line and "large" in line for line in snapshot.left_out)


def test_more_files_than_the_limit_are_cut_and_nothing_known_is_lost(box: PortedBox, run: Run) -> None:
    assert run("echo last > zz.py").ok
    assert len(box.snapshot().written) == 1
    count = TreeLimits().files + 2000
    program = f"import os; os.mkdir('many'); [open(f'many/{{i}}', 'w').close() for i in range({count})]"
    assert run(f'python3 -c "{program}"').ok
    snapshot = box.snapshot()
    assert TreeLimits().files - 10 <= len(snapshot.written) <= TreeLimits().files
    assert snapshot.deleted == ()
    assert any("more than" in line for line in snapshot.left_out)
    assert run("rm -rf many; echo more >> app.py").ok
    after = box.snapshot()
    assert [entry.path for entry in after.written] == [b"app.py"]
    assert len(after.deleted) == len(snapshot.written)


def test_what_a_walk_that_was_cut_did_not_reach_is_not_deleted(tmp_path: Path) -> None:
    from sandbox.inside.porter.snapshot import Tracker

    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "z.py").write_text("kept")
    tracker = Tracker(str(tmp_path), TreeLimits(files=3))
    assert [entry.path for entry in tracker.changes()] == [b"deep/z.py"]
    for number in range(5):
        (tmp_path / f"a{number}").touch()
    assert len(list(tracker.changes())) == 3
    assert tracker.deleted == ()


def test_more_bytes_than_the_limit_never_push_out_what_was_there(tmp_path: Path) -> None:
    from sandbox.inside.porter.snapshot import Tracker

    (tmp_path / "z.py").write_text("kept")
    tracker = Tracker(str(tmp_path), TreeLimits(total_bytes=1000))
    assert [entry.path for entry in tracker.changes()] == [b"z.py"]
    for number in range(3):
        (tmp_path / f"a{number}").write_bytes(bytes(400))
    assert [entry.path for entry in tracker.changes()] == [b"a0", b"a1"]
    assert tracker.deleted == ()
    assert "a2" in tracker.left_out[0]


def test_deep_nesting_is_cut_and_named(box: PortedBox, run: Run) -> None:
    program = "import os\nfor i in range(3000):\n os.mkdir('d'); os.chdir('d'); open('f', 'w').close()"
    assert run(f'python3 -c "{program}"').ok
    snapshot = box.snapshot()
    assert len(snapshot.written) == TreeLimits().depth
    assert any("deeper" in line for line in snapshot.left_out)


def test_a_path_that_git_could_not_name_is_left_out_and_named(box: PortedBox, run: Run) -> None:
    program = "import os\nfor i in range(25):\n os.mkdir('d' * 200); os.chdir('d' * 200)\nopen('f', 'w').close()"
    assert run(f'python3 -c "{program}"; echo here > top').ok
    snapshot = box.snapshot()
    assert [entry.path for entry in snapshot.written] == [b"top"]
    assert any("4096 bytes" in line for line in snapshot.left_out)


def test_a_tree_that_locks_itself_is_opened_again(box: PortedBox, run: Run) -> None:
    assert run("echo kept > file; chmod 000 .").ok
    assert [entry.path for entry in box.snapshot().written] == [b"file"]
    assert run("cat file").output == "kept\n"


@pytest.mark.parametrize(
    "make", ["ln -s app.py .gitmodules", "ln -s app.py GITMOD~1", r"mkdir 'a\.git'; touch 'a\.git/x'"]
)
def test_what_git_refuses_to_check_out_stays_out_and_an_export_goes_on(
    box: PortedBox, run: Run, workspace: GitWorkspace, tmp_path: Path, make: str
) -> None:
    assert run(f"{make}; echo good > good").ok
    snapshot = box.snapshot()
    assert [entry.path for entry in snapshot.written] == [b"good"]
    assert any("git" in line for line in snapshot.left_out)
    start = workspace.start([], "start")
    workspace.commit(start.sha, snapshot, "step", 1)
    workspace.export(tmp_path / "exported")
    assert (tmp_path / "exported" / "good").read_text() == "good\n"


def test_dependencies_and_caches_stay_out_in_silence(box: PortedBox, run: Run) -> None:
    folders = "node_modules/x .venv/lib venv/lib sub/__pycache__ env .pytest_cache"
    assert run(f"mkdir -p {folders}; for d in {folders}; do echo x > $d/file; done; touch env/pyvenv.cfg").ok
    snapshot = box.snapshot()
    assert (snapshot.written, snapshot.left_out) == ((), ())


def test_databases_and_logs_stay_out_and_this_is_said_once(box: PortedBox, run: Run) -> None:
    assert run("touch conduit.db conduit.db-wal data.sqlite3 server.log database.py").ok
    snapshot = box.snapshot()
    assert [entry.path for entry in snapshot.written] == [b"database.py"]
    assert snapshot.left_out == (
        "database files are not kept: conduit.db, conduit.db-wal, data.sqlite3",
        "log files are not kept: server.log",
    )
    assert box.snapshot().left_out == ()


def test_a_file_becoming_a_folder_and_back_is_followed(box: PortedBox, run: Run, workspace: GitWorkspace) -> None:
    commit = workspace.start([Entry(b"app.py", 0o100644, b"print('hello')\n")], "start")
    for step, command in enumerate(["mkdir a; echo 1 > a/b", "rm -r a; echo 2 > a", "rm a; mkdir a; ln -s x a/b"], 1):
        assert run(command).ok
        commit = workspace.commit(commit.sha, box.snapshot(), command, step)
    assert {entry.path: entry.mode for entry in workspace.entries(commit.sha)} == {
        b"app.py": 0o100644,
        b"a/b": 0o120000,
    }


def test_a_persons_folder_is_read_without_being_followed_or_changed(tmp_path: Path) -> None:
    from sandbox.workspace.folder import entries_of

    secret = tmp_path / "secret"
    secret.write_text("secret")
    folder = tmp_path / "mine"
    (folder / ".git" / "hooks").mkdir(parents=True)
    (folder / "node_modules").mkdir()
    (folder / "link").symlink_to(secret)
    (folder / "out").symlink_to(tmp_path)
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    os.mkfifo(folder / "pipe")
    before = sorted(folder.rglob("*"))
    entries, left_out = entries_of(folder)
    assert {entry.path: entry.mode for entry in entries} == {
        b"link": 0o120000,
        b"out": 0o120000,
        b"run.sh": 0o100755,
    }
    assert left_out == ("pipe, socket or device: pipe",)
    assert sorted(folder.rglob("*")) == before


def _head(workspace: GitWorkspace) -> str:
    return (workspace.path / "refs/heads/main").read_text().strip()
