"""What of a framework is the web, and which modules know it."""

from __future__ import annotations

import re

from tasks.structural import frameworks
from tasks.structural.case import Case

_CORE_FREE = re.compile(r"^(?:werkzeug\.(?:security|utils|datastructures)|flask_sqlalchemy|starlette\.concurrency)")
CLIENT_NAMES = frozenset({"ClientSession", "ClientTimeout", "TCPConnector", "ClientError"})


def is_web(case: Case, path: str) -> bool:
    """Whether a module of no layer works on requests: it imports the framework's request side, or takes requests."""
    facts = case.facts(path)
    if any(True for _ in frameworks.takes_requests(facts)):
        return True
    return any(is_web_import(case, item.target, item.names) for item in facts.imports) and facts.language == "python"


def is_web_import(case: Case, target: str, names: tuple[tuple[str, str], ...]) -> bool:
    framework = case.signs.of_import(target)
    if framework is None or _CORE_FREE.match(target) or case.signs.knows_no_requests(target):
        return False
    wanted = {imported for imported, _ in names}
    if target == "aiohttp" and wanted <= CLIENT_NAMES:
        return False
    return framework not in ("http", "http.server", "wsgiref", "socketserver", "micro", "h3")
