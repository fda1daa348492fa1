"""What `spar sessions` and `spar export` print of names and words that others chose."""

from __future__ import annotations

import shutil
from pathlib import Path

from spar_calls import Said, Spar, call

from sandbox.store import journal
from sandbox.store.session_store import total_cost

HOSTILE = "\x1b]52;c;AAAA\x07\x9b2J\n"
ACTS = ("\x1b", "\x07", "\x9b")


def test_neither_a_folder_nor_a_journal_can_act_on_the_terminal(spar: Spar, tmp_path: Path) -> None:
    root = tmp_path / "data" / "sessions"
    (root / f"20260101{HOSTILE}").mkdir(parents=True)
    (root / "20260102").mkdir()
    started = (
        '{"type":"SessionStarted","id":"one","task":"%s","agent":"scripted","label":"%s","box":"local",'
        '"environment":"","seed":1,"limits":{},"at":1.0,"commit":"","tree":""}\n'
    )
    written = HOSTILE.replace("\n", "\\n").replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    header = '{"spar":"journal","version":1}\n'
    (root / "20260102" / journal.FILE).write_text(header + started % (written, written))
    said = spar("sessions")
    assert said.status == 0
    assert len(said.out.splitlines()) == 2
    assert not any(byte in said.out for byte in ACTS)


def test_an_export_does_not_echo_what_acts_on_the_terminal(recorded: tuple[Path, Said], tmp_path: Path) -> None:
    session = next((recorded[0] / "data" / "sessions").iterdir())
    copy = tmp_path / f"copy{HOSTILE}"
    shutil.copytree(session, copy)
    for name in (f"out{HOSTILE}", f"out{HOSTILE}.zip"):
        said = call(tmp_path, "export", str(copy), str(tmp_path / name))
        assert said.status == 0, said.err
        assert len(said.out.splitlines()) == 1
        assert not any(byte in said.out for byte in ACTS)


def test_what_was_killed_while_it_was_being_made_is_named_and_is_not_the_last(spar: Spar, tmp_path: Path) -> None:
    root = tmp_path / "data" / "sessions"
    for name in ("20260101-begun", "20260102-not-begun"):
        (root / name).mkdir(parents=True)
    (root / "20260101-begun" / journal.FILE).write_text('{"spar":"journal","version":9}\n')
    assert "20260102-not-begun  can't be read: it ended before its first step\n" in spar("sessions").out
    assert "written by a newer Spar" in spar("export", "last", str(tmp_path / "out")).refusal()


def test_a_session_without_a_step_cost_nothing_in_dollars_too() -> None:
    cost = total_cost(())
    assert type(cost) is float
    assert cost == 0
