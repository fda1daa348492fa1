"""What the machine's own git settings say reaches no git process of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.ports import Entry
from sandbox.workspace.git_workspace import GitWorkspace


def test_a_filter_in_the_machines_settings_is_not_run_by_an_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "ran"
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[filter "evil"]\n\tsmudge = touch {mark}; cat\n')
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(settings))
    workspace = GitWorkspace.create(tmp_path / "workspace")
    entries = [Entry(b".gitattributes", 0o100644, b"* filter=evil\n"), Entry(b"a", 0o100644, b"x\n")]
    workspace.start(entries, "start")
    workspace.export(tmp_path / "out")
    workspace.close()
    assert (tmp_path / "out" / "a").read_bytes() == b"x\n"
    assert not mark.exists()
