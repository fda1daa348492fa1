"""The doctor answers within seconds whatever hangs, says what each lack costs, and never a key."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from sandbox.doctor import Check, boxes, examination, examine, places, tools
from sandbox.image.engine import NOT_ALLOWED
from sandbox.toolchain import node_runtime, postgres_binaries


def test_the_doctor_looks_at_everything_within_its_patience() -> None:
    began = time.monotonic()
    checks = examine()
    assert time.monotonic() - began < 2 * examination.PATIENCE
    assert [check.name for check in checks] == list(examination.LOOKS)


def test_every_lack_says_what_it_costs_and_how_to_mend_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "docker_available", lambda: "not running")
    monkeypatch.setattr(boxes, "bubblewrap_available", lambda: "not installed")
    monkeypatch.setattr(boxes.local_launcher, "limits_by", lambda: "watchdog")
    monkeypatch.setattr(node_runtime, "node_of_machine", lambda: None)
    monkeypatch.setattr(postgres_binaries, "postgres_of_machine", lambda: None)
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path / "file" / "config"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(places, "TOO_LITTLE", 1 << 62)
    for name in tools.KEYS:
        monkeypatch.delenv(name, raising=False)
    checks = {check.name: check for check in examine()}
    lacking = {name for name, check in checks.items() if check.state != "ok"}
    assert lacking >= examination.LOOKS.keys() - {"terminal", "colours", "UTF-8"}
    assert [name for name in lacking if not (checks[name].cost and checks[name].remedy)] == []


def test_keys_are_told_by_their_owner_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tools.KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MISTRAL_API_KEY", "sesame")
    check = tools.keys()
    assert (check.state, check.detail) == ("ok", "Mistral")
    assert "sesame" not in repr(examine())


def test_keys_of_the_file_count_and_are_told_by_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in tools.KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    file = tmp_path / "keys.toml"
    file.write_text('anthropic = "sesame-sesame"\nown = "sesame-sesame"\n')
    file.chmod(0o600)
    assert (tools.keys().state, tools.keys().detail) == ("ok", "Anthropic, own")
    file.chmod(0o644)
    refused = tools.keys()
    assert refused.state == "partial"
    assert "others can read the keys" in refused.detail
    assert refused.remedy == f"chmod 600 {file}"
    assert "sesame" not in repr(refused)


def test_an_engine_that_this_account_may_not_use_is_not_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "docker_available", lambda: NOT_ALLOWED)
    for check in (boxes.docker_engine(), boxes.docker_image()):
        assert "usermod -aG docker" in check.remedy


def test_a_folder_with_little_room_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAR_DATA", str(tmp_path))
    monkeypatch.setattr(places, "SMALL", 1 << 62)
    check = places.data()
    assert (check.state, check.remedy) == ("partial", "make room, or set SPAR_DATA")
    assert str(tmp_path) in check.detail


def test_what_hangs_is_reported_as_hanging() -> None:
    hanging = threading.Event()
    fine = Check("fine", "ok", "well")

    def hang() -> Check:
        hanging.wait(10)
        return fine

    checks = examine({"slow": hang, "fine": lambda: fine}, patience=0.2)
    hanging.set()
    assert checks[1] == fine
    assert (checks[0].state, checks[0].detail) == ("missing", "no answer within 0.2 s")


def test_a_look_that_fails_is_reported() -> None:
    def fail() -> Check:
        raise PermissionError("not yours")

    assert examine({"odd": fail})[0].detail == "cannot be looked at: PermissionError: not yours"


def test_looking_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SPAR_DATA", str(tmp_path / "data"))
    assert (places.data().state, places.cache().state, places.disk().state) == ("ok", "ok", "ok")
    assert list(tmp_path.iterdir()) == []


def test_what_a_first_start_still_has_to_compile_is_not_called_missing() -> None:
    fine = Check("cold", "ok", "answers after its imports")

    def cold() -> Check:
        time.sleep(1.5)
        return fine

    assert examine({"cold": cold}) == [fine]


def test_an_engine_that_hangs_is_to_be_restarted() -> None:
    hanging = threading.Event()

    def hang() -> Check:
        hanging.wait(10)
        raise AssertionError

    checks = examine({"Docker engine": hang, "Docker image": hang}, patience=0.2)
    hanging.set()
    assert ["restart Docker" in check.remedy for check in checks] == [True, True]
