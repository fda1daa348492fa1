"""How causes are weighed: what is upstream, what is unknown, what is huge or odd."""

from __future__ import annotations

import time

import msgspec
import pytest

from tasks.diagnosis.evidence import EvidenceFile, Explanation
from tasks.diagnosis.explain import explain


def explained(**evidence: object) -> Explanation:
    return explain(msgspec.convert(evidence, EvidenceFile))


def test_consequences_are_counted_and_do_not_outvote_their_cause(evidence_of):
    case = {
        "fail": [
            "4-5 401",
            "10-11 401",
            "12-15,17,20-21 200 12",
            "16,18-19,22-25 null",
            "29-31 401",
        ]
    }
    found = explained(**evidence_of(case))
    assert found.subcategory == "auth_misconfiguration"
    assert any("follow from earlier ones" in reason for reason in found.reasons)


def test_a_failure_alone_is_explained_by_what_it_shows():
    request = {"name": "Create Article", "method": "POST", "path": "/api/articles", "status": 500, "failed": 13}
    log = "sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called"
    found = explained(requests=[request], server_log=log)
    assert found.subcategory == "database_runtime_error"


def test_without_a_log_the_explanation_is_less_sure():
    request = {"name": "Create Article", "method": "POST", "path": "/api/articles", "status": 500, "failed": 13}
    with_log = explained(requests=[request], server_log="sqlite3.OperationalError: no such table: articles")
    assert explained(requests=[request]).confidence < with_log.confidence


def test_a_constraint_that_is_not_required_is_no_violation():
    kept = {"architecture": {"required": False, "compliant": False, "findings": [{"rule": "x"}]}}
    tags = {"name": "All Tags", "method": "GET", "path": "/api/tags", "status": 200, "failed": 0, "total": 3}
    assert explained(requests=[tags], structural=kept).category == "other"


@pytest.mark.parametrize("path", ["/api/tags", "http://127.0.0.1:8080/api/tags", "{{APIURL}}/tags", None])
def test_an_endpoint_is_known_by_any_form_of_its_path_or_by_its_name(path):
    request = {"name": "All Tags", "method": "GET", "path": path, "status": 404, "failed": 3, "total": 3}
    assert explained(requests=[request]).category == "incomplete_implementation"


def test_a_megabyte_of_log_is_explained_quickly(evidence_of):
    log = "".join(
        f'INFO: 127.0.0.1:{n} - "GET /api/articles HTTP/1.1" 500\nValueError: number {n}\n    at x (/y/z.js:1:1)\n'
        for n in range(11_000)
    )
    case = evidence_of({"fail": ["1-32 500"], "log": log, "tail": log})
    assert len(log) > 1 << 20
    begun = time.process_time()
    explained(**case)
    assert time.process_time() - begun < 0.3
