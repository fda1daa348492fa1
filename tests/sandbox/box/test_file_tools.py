"""The file tools of an agent, through the porter."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Timer

import pytest

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.box.ported_box import PortedBox
from sandbox.ports import Entry, Observation

Act = Callable[[Action], Observation]


def test_a_written_file_is_there_with_its_folders(act: Act, bare_box: PortedBox) -> None:
    assert act(WriteFile("a/b/c.txt", "hällo\n")).output == "Created a/b/c.txt (1 line)."
    assert act(WriteFile("a/b/c.txt", "x")).output == "Replaced a/b/c.txt (1 line)."
    assert bare_box.snapshot().written == (Entry(b"a/b/c.txt", 0o100644, b"x"),)


def test_replacing_a_file_keeps_its_permissions(act: Act, bare_box: PortedBox) -> None:
    assert act(WriteFile("deep/er/run.sh", "#!/bin/bash\n")).ok
    assert bare_box.snapshot().written == (Entry(b"deep/er/run.sh", 0o100755, b"#!/bin/bash\n"),)


def test_an_edit_replaces_the_one_place(act: Act) -> None:
    assert act(EditFile("app.py", "two\n", "2\n")).output == "Edited app.py at line 2."
    assert act(ReadFile("app.py")).output == "     1\tone\n     2\t2\n     3\tthree\n"


@pytest.mark.parametrize(
    ("old", "words"),
    [("four", "does not occur"), ("e\n", "2 times"), ("", "is empty")],
    ids=["never", "twice", "empty"],
)
def test_an_edit_that_is_not_unique_is_refused_and_changes_nothing(
    act: Act, bare_box: PortedBox, old: str, words: str
) -> None:
    refused = act(EditFile("app.py", old, "x"))
    assert not refused.ok
    assert words in refused.output
    assert bare_box.snapshot().written == ()


def test_reading_shows_the_lines_that_were_asked_for(act: Act) -> None:
    assert act(ReadFile("app.py", 2, 2)).output == "     2\ttwo\n"
    assert "3 lines" in act(ReadFile("app.py", 9)).output


def test_listing_goes_two_levels_deep(act: Act) -> None:
    assert act(ListFiles()).output == "app.py\ndeep/\ndeep/er/\n"


def test_a_search_names_path_and_line(act: Act) -> None:
    assert act(SearchFiles("^t[wh]")).output == "app.py:2: two\napp.py:3: three\n"
    nothing = act(SearchFiles("zzz"))
    assert (nothing.ok, nothing.output) == (False, "no matches\n")
    assert "not a regular expression" in act(SearchFiles("(")).output


def test_a_search_that_would_take_for_ever_is_ended(bare_box: PortedBox, act: Act) -> None:
    act(WriteFile("bait", "a" * 5000 + "b"))
    cancel = Event()
    Timer(1.0, cancel.set).start()
    assert not bare_box.execute(SearchFiles("(a+)+$"), lambda text: None, cancel).ok
    assert act(Shell("echo alive")).output == "alive\n"


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "link/passwd", "a/../../outside", "nul\0byte"])
def test_paths_that_lead_out_of_the_tree_are_refused(act: Act, path: str) -> None:
    act(Shell("ln -s /etc link"))
    for action in (
        ReadFile(path),
        WriteFile(path, "x"),
        EditFile(path, "a", "b"),
        ListFiles(path),
        SearchFiles("x", path),
    ):
        refused = act(action)
        assert not refused.ok
        assert "outside" in refused.output or "zero byte" in refused.output


def test_a_pipe_in_place_of_a_file_does_not_hold_the_tools(act: Act) -> None:
    act(Shell("mkfifo pipe"))
    assert not act(ReadFile("pipe")).ok
    assert not act(WriteFile("pipe", "x")).ok


def test_text_that_is_no_unicode_does_not_break_the_pipe(act: Act) -> None:
    assert act(WriteFile("odd", "lone \ud800 surrogate")).ok
    assert not act(Shell("echo \ud800")).ok
    assert not act(Shell("echo \0")).ok
    assert act(Shell("echo fine")).output == "fine\n"


def test_submitting_and_talking_do_nothing_in_the_box(act: Act) -> None:
    assert act(Submit("done")).ok
    assert act(Say("call a tool")).ok
