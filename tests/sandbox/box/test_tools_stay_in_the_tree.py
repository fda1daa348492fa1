"""What the file tools do with a sibling of the tree, and a search with pipes and links, made certain without a box."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from sandbox.inside.porter import search, tools


def test_a_folder_whose_name_begins_like_the_trees_is_outside(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree-of-another").mkdir()
    with pytest.raises(tools.Refused, match="outside"):
        tools.confine(str(tmp_path / "tree"), "../tree-of-another/file")


def test_a_search_reads_neither_pipes_nor_through_links(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("found")
    (tmp_path / "link").symlink_to("file")
    read: dict[str, bytes] = {}

    def look() -> None:
        for name in ("file", "link", "pipe"):
            read[name] = search.contents(str(tmp_path / name))

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(10)
    assert read == {"file": b"found", "link": b"", "pipe": b""}
