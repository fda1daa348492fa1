"""Routes hold no rule of the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case

_HASHING = re.compile(
    r"(?:bcrypt|bcryptjs|argon2|passlib|werkzeug\.security|scrypt|pbkdf2|django\.contrib\.auth\.hashers)", re.I
)
_HASHES = re.compile(
    r"(?:hash|hashSync|hashpw|compare|compareSync|checkpw|verify|generate_password_hash|check_password_hash|make_password|check_password"
    r"|scryptSync|scrypt|pbkdf2Sync|pbkdf2_hmac|gensalt|hash_password)$"
)


def logic_in_route(case: Case) -> Iterator[Finding]:
    """A route does what clearly belongs to a service: it hashes passwords or makes slugs."""
    for path in case.layers.modules("routes"):
        for call, package, rest in case.storage.outside_calls(path):
            if not call.scope:
                continue
            tail = rest.removesuffix("()").rsplit(".", 1)[-1] or package
            name = f"{package}.{rest}"
            slug = package in ("slugify", "python-slugify", "slug", "@sindresorhus/slugify") or tail == "slugify"
            if slug or (_HASHING.search(name) and _HASHES.search(tail)):
                what = "makes a slug" if slug else "hashes or checks a password"
                yield Finding(
                    "logic-in-route",
                    path,
                    call.line,
                    f"{path} (routes) {what} with {package}: that is a rule of the application, not of HTTP.",
                    "Do it in a service; the route only takes the request apart and puts the answer together.",
                    0.9,
                )
