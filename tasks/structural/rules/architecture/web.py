"""What of a framework is the web, and which modules know it."""

from __future__ import annotations

import re

from tasks.structural import frameworks
from tasks.structural.case import Case

_CORE_FREE = re.compile(
    r"^(?:django\.(?:db|conf|utils|core|contrib|apps|dispatch)|werkzeug\.(?:security|utils|datastructures)|hono/(?:jwt|utils|cookie)"
    r"|aiohttp\.client|flask_sqlalchemy|starlette\.concurrency|fastapi\.(?:encoders|concurrency))"
)
CLIENT_NAMES = frozenset({"ClientSession", "ClientTimeout", "TCPConnector", "ClientError"})


def is_web(case: Case, path: str) -> bool:
    """Whether a module of no layer works on requests: it imports the framework's request side, or takes requests."""
    facts = case.facts(path)
    if any(True for _ in frameworks.takes_requests(facts)):
        return True
    return any(is_web_import(item.target, item.names) for item in facts.imports) and facts.language == "python"


def is_web_import(target: str, names: tuple[tuple[str, str], ...]) -> bool:
    if frameworks.of_import(target) is None or _CORE_FREE.match(target):
        return False
    wanted = {imported for imported, _ in names}
    if target == "aiohttp" and wanted <= CLIENT_NAMES:
        return False
    return frameworks.of_import(target) not in ("http", "http.server", "wsgiref", "socketserver", "micro", "h3")
