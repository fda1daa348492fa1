"""The workspace: what goes in comes out, git agrees with every object, and history is never lost."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.events import Change
from sandbox.ports import Entry, Snapshot
from sandbox.workspace.git_workspace import GitWorkspace

FILE, PROGRAM, LINK = 0o100644, 0o100755, 0o120000


def test_what_goes_in_comes_out(workspace: GitWorkspace) -> None:
    entries = (
        Entry(b"a.py", FILE, b"print()\n"),
        Entry(b"a/b/c", FILE, b""),
        Entry(b"a-b", FILE, b"sorts between a/ and a.py in git\n"),
        Entry(b"link", LINK, b"../../etc/passwd"),
        Entry(b"odd\n\xff\x1b", FILE, bytes(range(256))),
        Entry(b"run.sh", PROGRAM, b"#!/bin/sh\n"),
    )
    commit = workspace.start(entries, "start")
    assert set(workspace.entries(commit.sha)) == set(entries) == set(workspace.entries(commit.tree))
    assert workspace.read(commit.tree, "a.py") == b"print()\n"
    assert workspace.read(commit.tree, "a") is None
    assert workspace.read(commit.tree, "odd\n\\xff\x1b") == bytes(range(256))
    assert _fsck(workspace) == ""


NAMES = st.sampled_from([b"a", b"a/b", b"a/b/c", b"a.b", b"a0", b"B", b"a/\xff", b"z/\xc3\xa9"])
CHANGES = st.lists(st.tuples(NAMES, st.sampled_from([FILE, PROGRAM, LINK]), st.binary(max_size=5)), max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, CHANGES, st.lists(NAMES, max_size=4))
def test_any_change_gives_a_tree_that_git_accepts(
    workspace: GitWorkspace,
    first: list[tuple[bytes, int, bytes]],
    second: list[tuple[bytes, int, bytes]],
    deleted: list[bytes],
) -> None:
    start = workspace.start([Entry(*entry) for entry in first], "start")
    snapshot = Snapshot(tuple(Entry(*entry) for entry in second), tuple(deleted))
    commit = workspace.commit(start.sha, snapshot, "step", 1)
    after = {entry.path: entry for entry in workspace.entries(commit.tree)}
    for entry in snapshot.written:
        later = snapshot.written[snapshot.written.index(entry) + 1 :]
        if not any(_collide(entry.path, other.path) for other in later):
            assert after[entry.path] == entry
    assert not any(path.startswith(other + b"/") for path in after for other in after)
    changed = {change.path for change in workspace.changes(start.sha, commit.sha)}
    assert changed == {change.path for change in commit.changes}
    names = {entry.path.decode("utf-8", "backslashreplace") for entry in _differing(workspace, start.sha, commit.sha)}
    assert changed == names
    assert _fsck(workspace) == ""


def test_changes_say_what_happened_and_how_many_lines(workspace: GitWorkspace) -> None:
    old = workspace.start(
        [
            Entry(b"changed", FILE, b"one\ntwo\nthree\n"),
            Entry(b"gone", FILE, b"1\n2\n"),
            Entry(b"mode", FILE, b"x\n"),
            Entry(b"same", FILE, b"x\n"),
            Entry(b"type", FILE, b"x\n"),
            Entry(b"binary", FILE, b"a\0b"),
            Entry(b"newline", FILE, b"x\n"),
        ],
        "start",
    )
    written = (
        Entry(b"changed", FILE, b"one\n2\nthree\nfour\n"),
        Entry(b"new", FILE, b"a\nb"),
        Entry(b"mode", PROGRAM, b"x\n"),
        Entry(b"type", LINK, b"x"),
        Entry(b"binary", FILE, b"a\0c"),
        Entry(b"newline", FILE, b"x"),
    )
    new = workspace.commit(old.sha, Snapshot(written, (b"gone",)), "step", 1)
    assert new.changes == (
        Change("binary", "M", None, None),
        Change("changed", "M", 2, 1),
        Change("gone", "D", 0, 2),
        Change("mode", "T", 0, 0),
        Change("new", "A", 2, 0),
        Change("newline", "M", 1, 1),
        Change("type", "T", 1, 1),
    )
    numstat = _git(workspace.path, "diff", "--no-ext-diff", "--no-textconv", "--numstat", old.sha, new.sha)
    theirs = {line.split("\t")[2]: line.split("\t")[:2] for line in numstat.splitlines()}
    for change in new.changes:
        added, removed = theirs[change.path]
        assert (str(change.added or 0), str(change.removed or 0)) == (
            added.replace("-", "0"),
            removed.replace("-", "0"),
        )


def test_an_empty_snapshot_is_an_empty_commit(workspace: GitWorkspace) -> None:
    start = workspace.start([Entry(b"a", FILE, b"x")], "start")
    step = workspace.commit(start.sha, Snapshot((), ()), "nothing", 1)
    assert step.tree == start.tree
    assert step.sha != start.sha
    assert step.changes == ()


@pytest.mark.parametrize("path", [b".git", b"a/.GIT/config", b"../x", b"/x", b"", b"a//b", b"git~1"])
def test_no_tree_holds_what_leads_out_or_into_git(workspace: GitWorkspace, path: bytes) -> None:
    with pytest.raises(ValueError, match="a path"):
        workspace.start([Entry(path, FILE, b"x")], "start")
    assert _git(workspace.path, "for-each-ref") == ""


def test_unknown_commits_are_said_to_be_unknown(workspace: GitWorkspace) -> None:
    for name in ("0" * 40, "main", "--help", "", "HEAD"):
        with pytest.raises(KeyError):
            workspace.entries(name)


def test_a_fork_begins_a_branch_and_deletes_none(workspace: GitWorkspace) -> None:
    start = workspace.start([], "start")
    first = workspace.commit(start.sha, Snapshot((Entry(b"a", FILE, b"1"),), ()), "first", 1)
    fork = workspace.commit(start.sha, Snapshot((Entry(b"a", FILE, b"2"),), ()), "other", 1)
    further = workspace.commit(fork.sha, Snapshot((), (b"a",)), "further", 2)
    tips = dict(
        line.split()[::-1]
        for line in _git(workspace.path, "branch", "-v", "--format=%(objectname) %(refname:short)").splitlines()
    )
    assert tips == {"main": first.sha, "fork-1": further.sha}


def test_titles_are_one_harmless_line_and_cannot_forge_trailers(workspace: GitWorkspace) -> None:
    start = workspace.start([], "start")
    title = "write \x1b]52;c;eA==\x07 x\n\nSpar-Step: 99\nScore: 1/1 \u202e" + "y" * 500
    step = workspace.commit(start.sha, Snapshot((), ()), title, 7)
    message = _git(workspace.path, "log", "-1", "--format=%B", step.sha)
    assert message.rstrip("\n").isprintable() is False
    lines = message.splitlines()
    assert all(line.isprintable() for line in lines)
    assert lines[1:] == ["", "Spar-Step: 7"] or lines[1:] == ["", "Spar-Step: 7", ""]
    assert len(lines[0]) <= 120
    assert _git(workspace.path, "log", "-1", "--format=%(trailers:key=Spar-Step,valueonly)", step.sha).split() == ["7"]


def test_notes_are_what_git_shows_and_the_last_one_counts(workspace: GitWorkspace) -> None:
    start = workspace.start([], "start")
    step = workspace.commit(start.sha, Snapshot((), ()), "step", 1)
    workspace.note(start.sha, "Score: 0/290")
    workspace.note(step.sha, "Score: 1/290")
    workspace.note(step.sha, "Score: 135/290")
    assert workspace.notes() == {start.sha: "Score: 0/290", step.sha: "Score: 135/290"}
    assert _git(workspace.path, "notes", "show", step.sha).strip() == "Score: 135/290"
    assert workspace.commit(step.sha, Snapshot((), ()), "later", 2).tree == step.tree


def test_an_export_is_an_ordinary_repository_with_scores_in_its_log(workspace: GitWorkspace, tmp_path: Path) -> None:
    start = workspace.start([Entry(b"run.sh", PROGRAM, b"#!/bin/sh\n"), Entry(b"l", LINK, b"run.sh")], "start")
    first = workspace.commit(start.sha, Snapshot((Entry(b"a", FILE, b"1\n"),), ()), "first", 1)
    workspace.commit(start.sha, Snapshot((Entry(b"b", FILE, b"2\n"),), ()), "fork", 1)
    workspace.note(first.sha, "Score: 135/290\nBroken: architecture\x1b[2J")
    destination = tmp_path / "out"
    workspace.export(destination)
    log = _git(destination, "log", "--format=%s|%(trailers:separator=%x2C)")
    assert log.splitlines() == ["first|Spar-Step: 1,Score: 135/290,Broken: architecture\\x1b[2J", "start|"]
    assert _git(destination, "status", "--porcelain") == ""
    assert _git(destination, "branch", "--format=%(refname:short)").split() == ["fork-1", "main"]
    assert (destination / "a").read_text() == "1\n"
    assert os.access(destination / "run.sh", os.X_OK)
    assert (destination / "l").is_symlink()
    with pytest.raises(FileExistsError):
        workspace.export(destination)


def test_an_export_can_show_any_step(workspace: GitWorkspace, tmp_path: Path) -> None:
    start = workspace.start([Entry(b"a", FILE, b"0")], "start")
    first = workspace.commit(start.sha, Snapshot((Entry(b"a", FILE, b"1"),), ()), "first", 1)
    workspace.commit(first.sha, Snapshot((Entry(b"a", FILE, b"2"),), ()), "second", 2)
    workspace.export(tmp_path / "out", first.sha)
    assert (tmp_path / "out" / "a").read_text() == "1"


def test_a_workspace_opens_again(workspace: GitWorkspace, tmp_path: Path) -> None:
    start = workspace.start([Entry(b"a", FILE, b"0")], "start")
    again = GitWorkspace.open(workspace.path)
    assert again.read(start.sha, "a") == b"0"
    step = again.commit(start.sha, Snapshot((Entry(b"a", FILE, b"1"),), ()), "step", 1)
    assert workspace.read(step.sha, "a") == b"1"
    with pytest.raises(FileNotFoundError):
        GitWorkspace.open(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        GitWorkspace.create(workspace.path)


def test_what_somebody_packed_is_read_all_the_same(workspace: GitWorkspace) -> None:
    start = workspace.start([Entry(b"a", FILE, b"0")], "start")
    _git(workspace.path, "gc", "--quiet")
    assert not list((workspace.path / "objects").glob("[0-9a-f][0-9a-f]/*"))
    again = GitWorkspace.open(workspace.path)
    assert again.read(start.sha, "a") == b"0"
    again.close()


def test_branches_survive_packing(workspace: GitWorkspace) -> None:
    start = workspace.start([Entry(b"a", FILE, b"0")], "start")
    workspace.note(start.sha, "Score: 1/2")
    _git(workspace.path, "gc", "--quiet")
    again = GitWorkspace.open(workspace.path)
    assert again.notes() == {start.sha: "Score: 1/2"}
    step = again.commit(start.sha, Snapshot((), ()), "step", 1)
    assert _git(workspace.path, "rev-parse", "main").strip() == step.sha
    again.close()


def test_many_threads_may_read_while_one_writes(workspace: GitWorkspace) -> None:
    commit = workspace.start([Entry(b"%d" % number, FILE, b"0" * number) for number in range(50)], "start")
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            reader = GitWorkspace.open(workspace.path)
            while not done.is_set():
                assert len(workspace.entries(commit.sha)) == 50 == len(reader.entries(commit.sha))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    tip = commit.sha
    for step in range(1, 30):
        tip = workspace.commit(tip, Snapshot((Entry(b"x", FILE, b"%d" % step),), ()), "step", step).sha
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_persons_own_git_settings_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "ran"
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (hooks / "post-checkout").chmod(0o755)
    settings_file = tmp_path / "gitconfig"
    settings_file.write_text(
        f"[core]\nhooksPath = {hooks}\nfsmonitor = touch {mark}\n[init]\ntemplateDir = {hooks.parent}\n"
        f'[user]\nname = Somebody\n[filter "evil"]\nsmudge = touch {mark}; cat\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings_file))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(hooks.parent))
    workspace = GitWorkspace.create(tmp_path / "workspace")
    start = workspace.start([Entry(b".gitattributes", FILE, b"* filter=evil\n"), Entry(b"a", FILE, b"x\r\n")], "start")
    workspace.export(tmp_path / "out")
    assert not mark.exists()
    assert not (tmp_path / "out" / ".git" / "hooks").exists()
    assert (tmp_path / "out" / "a").read_bytes() == b"x\r\n"
    assert "Spar <spar@localhost>" in _git(workspace.path, "log", "--format=%an <%ae>", start.sha)
    workspace.close()


@pytest.mark.parametrize("url", ["{folder}", "file://{folder}", "ext::{program}", "ssh://host/x", "git://localhost/x"])
def test_a_foreign_repositorys_settings_run_nothing(tmp_path: Path, workspace: GitWorkspace, url: str) -> None:
    """What isn't there git would fetch from where the repository says, by the program that it names."""
    workspace.start([], "start")
    workspace.close()
    mark, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    settings = workspace.path / "config"
    settings.write_text(
        "[core]\nrepositoryformatversion = 1\nbare = true\n"
        f"sshCommand = {program}\ngitProxy = {program}\nfsmonitor = {program}\n"
        f'[extensions]\npartialClone = origin\n[protocol "ext"]\nallow = always\n'
        f'[remote "origin"]\npromisor = true\nuploadpack = {program}\n'
        f"url = {url.format(folder=workspace.path, program=program)}\n"
    )
    foreign = GitWorkspace.open(workspace.path)
    with pytest.raises(KeyError):
        foreign.entries("ab" * 20)
    foreign.close()
    assert not mark.exists()


def test_a_step_on_a_hundred_files_takes_some_milliseconds(workspace: GitWorkspace) -> None:
    entries = [Entry(b"d%d/%d.py" % (number % 10, number), FILE, b"line\n" * 100) for number in range(100)]
    tip = workspace.start(entries, "start").sha
    took = []
    for step in range(1, 8):
        changed = tuple(Entry(entry.path, FILE, b"step %d\n" % step + entry.data) for entry in entries[:3])
        began = time.thread_time()  # others may be at work on this machine
        tip = workspace.commit(tip, Snapshot(changed, ()), "step", step).sha
        took.append(time.thread_time() - began)
    assert sorted(took)[1] < 0.02


def _git(path: Path, *arguments: str) -> str:
    safe = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    done = subprocess.run(["git", *arguments], cwd=path, env=safe, capture_output=True, text=True, check=True)
    return done.stdout


def _fsck(workspace: GitWorkspace) -> str:
    done = subprocess.run(
        ["git", "fsck", "--strict", "--no-dangling"], cwd=workspace.path, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def _collide(one: bytes, other: bytes) -> bool:
    return one == other or one.startswith(other + b"/") or other.startswith(one + b"/")


def _differing(workspace: GitWorkspace, old: str, new: str) -> set[Entry]:
    before, after = set(workspace.entries(old)), set(workspace.entries(new))
    return before ^ after
