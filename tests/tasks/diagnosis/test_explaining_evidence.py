"""Labelled cases of evidence, and how many of them get their label."""

from __future__ import annotations

import msgspec

from tasks.diagnosis.categories import CATEGORIES, SUBCATEGORIES
from tasks.diagnosis.evidence import EvidenceFile
from tasks.diagnosis.explain import explain


def test_evidence_gets_its_label(label, labelled, evidence_of):
    found = explain(msgspec.convert(evidence_of(labelled), EvidenceFile))
    assert (found.category, found.subcategory) == label, found.reasons
    assert found.reasons
    assert 0.3 <= found.confidence <= 1
    assert found.category in CATEGORIES
    assert found.subcategory is None or found.subcategory in SUBCATEGORIES
