"""Why an assertion of the extended tier failed: its id names the rule, and the rule names the kind of error."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Cause
from tasks.scorecard import Assertion

_KINDS: tuple[tuple[str, str, str, str], ...] = (
    (r"^auth\.|no-token|forged|other-scheme|password-in|\.leak|token", "auth_misconfiguration",
     "Who may do what, and as whom, is not as the contract says.", "Check the header, the token and the current user."),
    (r"^persistence\.|^database\.", "state_propagation_failure",
     "Data is not kept where the task says.", "Write every change to the prescribed database, and commit it."),
    (r"^feed\.|list|limit|offset|count|order|filter|by-author|by-tag|page", "incorrect_query_logic",
     "A query finds the wrong things, or counts or sorts them wrongly.",
     "Check filters and joins, count before limit and offset, and sort by creation, newest first."),
    (r"bad-body|errors\.|body-type|malformed", "framework_idiosyncrasy",
     "A body that can't be used is not answered as the contract says.",
     "Turn malformed JSON, wrong types and missing wrappers into 422 with an errors object."),
    (r"after|keeps|kept|stays|flag|favorited|following|updated|times", "state_propagation_failure",
     "A change does not show afterwards, or something changes that should not.",
     "Store what was changed, leave the rest as it was, and read it anew."),
)  # fmt: skip


def cause_of_rule(assertion: Assertion) -> Cause:
    """The likely kind of error behind a rule of the contract that is broken."""
    reason = f"{assertion.request}: {assertion.reason}" if assertion.reason else assertion.request
    if "all that match" in assertion.reason:
        return Cause(
            "incorrect_query_logic", "articlesCount counts what is shown, not what matches.", reason,
            "Count with the same filters, before limit and offset.", 0.8, "count",
        )  # fmt: skip
    for pattern, category, title, mend in _KINDS:
        if re.search(pattern, assertion.id):
            return Cause(category, title, reason, mend, 0.6, f"{category} {title}")
    return Cause(
        "business_logic_defect",
        f"{assertion.group.capitalize()} don't behave as the contract says.",
        reason,
        "Read the contract's rules for this endpoint: validation, status, slugs, ownership.",
        0.55,
        f"business {assertion.group}",
    )
