"""Names that may enter a tree, and their way through JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.inside.porter.names import check_path, from_wire, to_wire


@given(st.binary())
def test_any_name_survives_json(name: bytes) -> None:
    assert from_wire(json.loads(json.dumps(to_wire(name)))) == name


@pytest.mark.parametrize("path", [b"a", b".gitignore", b".github/x", b"a/b.git/c", b"...", b"a b", b"\xff\n\x1b"])
def test_ordinary_and_odd_names_may_enter(path: bytes) -> None:
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [b"", b"/", b"/a", b"a/", b"a//b", b".", b"..", b"a/..", b"a/./b", b".git", b"a/.gIt/b", b"git~1/x", b".git. .",
     b".git:x", b"a\\.git", b"a\\.GIT .\\x", b"a\0b", b"x" * 256, b"a/" * 3000 + b"a"],
)  # fmt: skip
def test_names_that_lead_out_or_into_git_may_not(path: bytes) -> None:
    with pytest.raises(ValueError, match=r"a path|a name"):
        check_path(path)
