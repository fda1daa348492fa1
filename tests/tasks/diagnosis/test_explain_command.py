"""`spar explain`: its object, and one clear line for input that is no evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spar_calls import called


def test_the_object_has_exactly_the_promised_keys(tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_text(
        json.dumps(
            {
                "task": "flask/clean",
                "requests": [{"name": "All Tags", "method": "GET", "status": 404, "failed": 3, "surplus": [1]}],
                "unknown": {"ignored": True},
            }
        )
    )
    ran = called("explain", file, "--json")
    assert ran.status == 0
    said = json.loads(ran.out)
    assert set(said) == {"schema", "category", "subcategory", "reasons", "confidence"}
    assert said["schema"] == "spar.explain/1"
    assert said["category"] == "incomplete_implementation"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"requests": 3}',
        '{"requests": [{"status": "500"}]}',
        "\ud83d",
        '{"requests":' + "[" * 50_000,
    ],
)
def test_what_is_no_evidence_gets_one_line_and_status_2(tmp_path: Path, text: str):
    file = tmp_path / "evidence.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    ran = called("explain", file, "--json")
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    assert "not evidence" in ran.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    ran = called("explain", tmp_path / "nothing.json")
    assert ran.status == 2
    assert len(ran.err.strip().splitlines()) == 1
