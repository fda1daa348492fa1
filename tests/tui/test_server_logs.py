"""A server's log is read without its colours, and what repeats is told once."""

from __future__ import annotations

from tui.view.server_log import log_rows


def test_lines_that_differ_in_their_time_stamp_alone_are_one_row_with_a_count_and_all_are_copied() -> None:
    polls = [f'127.0.0.1 - - [23/Nov/2026 03:0{n % 10}:11] "GET /api/tags HTTP/1.1" 200 -' for n in range(500)]
    rows = log_rows("\n".join(["starting", *polls, "Traceback", polls[0]]) + "\n")
    assert [row.body.plain for row in rows] == ["starting", f"{polls[0]}   × 500", "Traceback", polls[0]]
    assert rows[1].text == "\n".join(polls)


def test_other_lines_stay_apart() -> None:
    lines = ["GET /api/tags 200", "GET /api/tags 500", "GET /api/tags 200", "", "", "12:00:01 up", "12:00:02 down"]
    assert [row.body.plain for row in log_rows("\n".join(lines))] == [*lines[:4], *lines[5:]]


def test_colours_go_whole_and_other_escapes_are_marked() -> None:
    rows = log_rows("\x1b[31m\x1b[1mWARNING\x1b[0m: \x1b[38;5;1mx \x1b]52;c;QQ\x07y \x1b[2Jz \x1b\x1b[0m[31mw")
    assert [row.body.plain for row in rows] == ["WARNING: x ␛y ␛z ␛w"]
