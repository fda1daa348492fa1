"""Routes hold no rule of the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural import frameworks
from tasks.structural.case import Case
from tasks.structural.facts import Call

_HASHING = re.compile(
    r"(?:bcrypt|bcryptjs|argon2|passlib|werkzeug\.security|scrypt|pbkdf2|django\.contrib\.auth\.hashers)", re.I
)
_HASHES = re.compile(
    r"(?:hash|hashSync|hashpw|compare|compareSync|checkpw|verify|generate_password_hash|check_password_hash|make_password|check_password"
    r"|scryptSync|scrypt|pbkdf2Sync|pbkdf2_hmac|gensalt|hash_password)$"
)


def _slugs(call: Call) -> bool:
    """`title.toLowerCase().replace(/[^a-z0-9]+/g, '-')`, `re.sub(r"[^a-z0-9]+", "-", title.lower())`."""
    if len(call.args) < 2 or call.args[1].text != "-":
        return False
    if call.name == "re.sub":
        return True
    tail = call.name.rsplit(".", 1)[-1]
    return tail in ("replace", "replaceAll") and (".toLowerCase()" in call.name or ".lower()" in call.name)


def logic_in_route(case: Case) -> Iterator[Finding]:
    """A route does what clearly belongs to a service: it hashes passwords or makes slugs."""
    for path in case.layers.modules("routes"):
        facts = case.facts(path)
        serves = case.handlers(path) or any(True for _ in frameworks.takes_requests(facts))
        for call in facts.calls if serves else ():
            if call.scope and _slugs(call):
                yield _logic(path, call.line, "makes a slug", "regular expressions", 0.8)
        for call, package, rest in case.storage.outside_calls(path):
            if not call.scope:
                continue
            tail = rest.removesuffix("()").rsplit(".", 1)[-1] or package
            name = f"{package}.{rest}"
            slug = package in ("slugify", "python-slugify", "slug", "@sindresorhus/slugify") or tail == "slugify"
            if slug or (_HASHING.search(name) and _HASHES.search(tail)):
                what = "makes a slug" if slug else "hashes or checks a password"
                yield _logic(path, call.line, what, package, 0.9)


def _logic(path: str, line: int, what: str, by: str, confidence: float) -> Finding:
    return Finding(
        "logic-in-route",
        path,
        line,
        f"{path} (routes) {what} with {by}: that is a rule of the application, not of HTTP.",
        "Do it in a service; the route only takes the request apart and puts the answer together.",
        confidence,
    )
