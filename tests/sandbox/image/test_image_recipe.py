"""The recipe of the image: pinned, named by its digest, and built with words for a person."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from sandbox.image import image, layout, recipe
from sandbox.ports import EnvironmentLacks


@pytest.fixture
def _fresh_digest() -> Iterator[None]:
    recipe.digest.cache_clear()
    yield
    recipe.digest.cache_clear()


@pytest.mark.usefixtures("_fresh_digest")
@pytest.mark.parametrize("name", recipe.FILES)
def test_every_file_of_the_recipe_changes_the_tag(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = image.tag()
    assert re.fullmatch(r"spar:[0-9a-f]{16}", before)
    read = recipe.read
    monkeypatch.setattr(recipe, "read", lambda asked: read(asked) + (b"#" if asked == name else b""))
    recipe.digest.cache_clear()
    assert image.tag() != before


def test_every_file_that_the_dockerfile_copies_is_part_of_the_recipe() -> None:
    text = recipe.read("Dockerfile").decode()
    copied = {word for line in re.findall(r"^COPY (.*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied - {"ca/"} == set(recipe.FILES) - {"Dockerfile"}


def test_every_python_package_is_pinned() -> None:
    lines = recipe.read("requirements.txt").decode().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 60
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+(\[[a-z]+\])?==[\w.]+", pin)] == []


def test_every_node_package_is_pinned_and_locked_without_an_address() -> None:
    wanted = json.loads(recipe.read("package.json"))["dependencies"]
    locked = json.loads(recipe.read("package-lock.json"))["packages"]
    assert locked[""]["dependencies"] == wanted
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert not [name for name, entry in locked.items() if "resolved" in entry]


def test_the_context_takes_along_the_certificates_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "own.crt").write_text("a certificate")
    (tmp_path / "readme.txt").write_text("none")
    with tarfile.open(fileobj=io.BytesIO(recipe.context(tmp_path))) as tar:
        names = tar.getnames()
        certificates = [name for name in names if name.startswith("ca/")]
        assert [tar.extractfile(name).read() for name in certificates] == [b"a certificate"]  # type: ignore[union-attr]
    assert set(recipe.FILES) <= set(names)


def test_the_context_has_an_empty_folder_where_there_are_no_certificates(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(recipe.context(tmp_path / "nowhere"))) as tar:
        assert tar.getmember("ca").isdir()
        assert not [name for name in tar.getnames() if name.startswith("ca/")]


def test_the_layout_is_the_dockerfiles() -> None:
    text = recipe.read("Dockerfile").decode()
    assert f"PATH={layout.PATH} " in text
    assert f"SPAR_PG={layout.POSTGRES} SPAR_PGDATA={layout.PGDATA}\n" in text
    assert f"useradd --uid {layout.APP_UID} --create-home" in text
    assert f"useradd --uid {layout.POSTGRES_UID} --home-dir" in text


def test_each_stage_of_a_build_is_told_once_in_order() -> None:
    told: list[tuple[str, float | None]] = []
    steps = re.findall(r"^RUN (?:[^\n]*\\\n)*[^\n]*", recipe.read("Dockerfile").decode(), re.MULTILINE)
    answers = [{"stream": f"Step {number}/{len(steps)} : {step}"} for number, step in enumerate(steps)]
    image._follow(answers, deque(maxlen=3), lambda words, share: told.append((words, share)))
    assert [words for words, _ in told] == [words for _, words, _ in reversed(image.STAGES)]
    assert [share for _, share in told] == sorted(share for _, _, share in image.STAGES)


def test_a_failed_build_says_its_last_lines() -> None:
    answers = [{"stream": "\x1b[91mE: no space left\x1b[0m\n"}, {"error": "returned a non-zero code: 100"}]
    with pytest.raises(EnvironmentLacks, match=r"no space left / returned a non-zero code: 100") as raised:
        image._follow(answers, deque(maxlen=3), lambda words, share: None)
    assert "\x1b" not in str(raised.value)
    assert "spar prepare" in raised.value.remedy


@pytest.mark.parametrize(
    "error", [ProtocolError("Connection broken"), ReadTimeoutError(HTTPConnectionPool("x"), "/", "Read timed out.")]
)
def test_an_engine_that_dies_within_a_build_is_told_in_one_line(error: Exception) -> None:
    def answers(**_: object) -> Iterator[dict[str, str]]:
        yield {"stream": "Step 1/9 : FROM debian"}
        raise error

    client: Any = SimpleNamespace(api=SimpleNamespace(build=answers))
    with pytest.raises(EnvironmentLacks, match=r"cannot be built: Step 1/9 : FROM debian / .*(broken|timed out)"):
        image._build(client, "debian", lambda words, share: None)


def test_no_engine_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    with pytest.raises(EnvironmentLacks, match=r"^no Docker engine answers: no such file or directory$") as raised:
        image.ensure()
    assert "--box local" in raised.value.remedy
