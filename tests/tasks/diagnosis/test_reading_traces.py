"""Exceptions in logs: chains, groups, records, who was asked, and what was dealt with."""

from __future__ import annotations

import time

from tasks.diagnosis.traces import traces

CHAINED = """
Traceback (most recent call last):
  File "/workspace/app/store.py", line 4, in read
    return rows[key]
KeyError: 'slug'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/workspace/app/main.py", line 9, in show
    raise RuntimeError("no article")
RuntimeError: no article
"""


def test_of_a_chain_the_root_comes_first_with_its_own_place():
    (trace,) = traces(CHAINED)
    assert trace.texts == ("KeyError: 'slug'", "RuntimeError: no article")
    assert trace.innermost is not None
    assert (trace.innermost.path, trace.innermost.line) == ("app/store.py", 4)


def test_two_exceptions_without_a_chain_are_two():
    log = CHAINED.replace("During handling of the above exception, another exception occurred:", "")
    assert len(traces(log)) == 2


def test_only_files_of_the_tree_are_the_apps_own():
    (trace,) = traces(CHAINED, {"app/main.py": b""})
    assert [frame.path for frame in trace.frames] == ["app/main.py"]


def test_frames_of_libraries_are_left_out_of_a_node_trace():
    log = """TypeError: x is not a function
    at list (file:///workspace/src/list.js:7:3)
    at next (/node_modules/express/lib/router.js:1:1)
    at async serve (/workspace/src/app.js:40:5)
"""
    (trace,) = traces(log)
    assert [(frame.path, frame.line) for frame in trace.frames] == [("src/app.js", 40), ("src/list.js", 7)]


def test_a_record_of_pino_names_its_request_and_its_error():
    log = (
        '{"level":30,"reqId":"req-1","req":{"method":"PUT","url":"/api/user"},"msg":"incoming request"}\n'
        '{"level":50,"reqId":"req-1","err":'
        '{"stack":"Error: broken\\n    at save (/workspace/src/users.js:3:1)"},"msg":"x"}\n'
    )
    (trace,) = traces(log)
    assert trace.text == "Error: broken"
    assert trace.asked == ("PUT", "/api/user")
    assert trace.innermost is not None
    assert trace.innermost.path == "src/users.js"


def test_sequelizes_parent_is_the_root():
    log = """Error
    at Query.run (/node_modules/sequelize/lib/query.js:50:25) {
  name: 'SequelizeDatabaseError',
  parent: error: column "x" does not exist
"""
    (trace,) = traces(log)
    assert trace.texts[0] == 'error: column "x" does not exist'


def test_an_exception_told_as_a_warning_is_handled_and_an_error_is_not():
    raised = 'Traceback (most recent call last):\n  File "/workspace/a.py", line 1, in f\nValueError: no\n'
    (quiet,) = traces(f"WARNING:app:retrying the connection\n{raised}")
    (loud,) = traces(f"ERROR in app: Exception on /api/tags [GET]\n{raised}")
    assert quiet.handled
    assert not loud.handled
    assert loud.asked == ("GET", "/api/tags")


def test_a_megabyte_of_log_is_read_quickly():
    log = CHAINED * (1 + (1 << 20) // len(CHAINED))
    begun = time.process_time()
    assert traces(log)
    assert time.process_time() - begun < 0.3
