"""The failure categories and the logic errors' subcategories, in the paper's words."""

from __future__ import annotations

CATEGORIES = (
    "server_startup_failure",
    "incomplete_implementation",
    "constraint_violation",
    "schema_format_error",
    "logic_error",
    "stuck_in_loop",
    "premature_termination",
    "other",
)
SUBCATEGORIES = (
    "auth_misconfiguration",
    "incorrect_query_logic",
    "state_propagation_failure",
    "database_runtime_error",
    "framework_idiosyncrasy",
    "business_logic_defect",
)


def split(category: str) -> tuple[str, str | None]:
    """A name of either kind as category and subcategory."""
    return ("logic_error", category) if category in SUBCATEGORIES else (category, None)
