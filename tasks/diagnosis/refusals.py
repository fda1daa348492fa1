"""Why a valid request is refused: tokens that are not taken, empty bodies, bodies that do not arrive."""

from __future__ import annotations

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import NEEDS_TOKEN, NO_BODY, WITH_BODY


def refused(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (401, 403):
        return None
    if asked.status == 403 and asked.endpoint in NEEDS_TOKEN and (story.worked("me") or story.worked("create")):
        return Cause(
            "business_logic_defect",
            "Somebody may not do what the contract allows.",
            f"{asked.went} The token is accepted elsewhere.",
            "Compare owners by the same kind of id, and forbid only what belongs to others.",
            0.66,
            "forbidden",
        )
    refuses_tokens = asked.endpoint in NEEDS_TOKEN or story.all_answered(("me",), 401)
    if asked.endpoint == "login":
        title = "Somebody who has just registered can't log in."
        mend = "Hash and check the password the same way, and look users up by email."
    elif refuses_tokens:
        title = "A valid token is refused."
        mend = "Read `Authorization: Token <jwt>` (not Bearer), and verify with the secret that signed it."
    else:
        title = "An endpoint that everybody may use asks for a token."
        mend = "Where authentication is optional, no header means nobody, not 401."
    return Cause("auth_misconfiguration", title, asked.went, mend, 0.87, f"refused {refuses_tokens}")


def empty_body(asked: Asked, story: Story) -> Cause | None:
    if asked.endpoint not in NO_BODY or asked.status not in (400, 411, 415, 422):
        return None
    if asked.status == 422 and story.refuses_with != 422 and any(story.passed(name) for name in NO_BODY):
        return None  # Other empty bodies are taken: this is the program's own rule.
    return Cause(
        "framework_idiosyncrasy",
        "The framework refuses an empty body that says it is JSON.",
        f"{asked.went} The request has no body, and a JSON content type.",
        "These endpoints have no body: don't let the framework parse one.",
        0.86,
        "empty-body",
    )


def rejected(asked: Asked, story: Story) -> Cause | None:
    if asked.status not in (400, 409, 415, 422):
        return None
    if asked.endpoint in WITH_BODY and _every_body(asked, story):
        return Cause(
            "framework_idiosyncrasy",
            "No body that is sent reaches the program.",
            f"{asked.went} Registering and logging in are both refused like this.",
            "Register the framework's JSON body parser before the routes, and read the object inside its wrapper.",
            0.68,
            "rejected True",
        )
    own = asked.status == story.refuses_with and asked.endpoint != "update-me"
    by_framework = own or asked.status == 415
    return Cause(
        "framework_idiosyncrasy" if by_framework else "business_logic_defect",
        "A valid request is refused as invalid.",
        asked.went,
        "Read the object inside its wrapper (`user`, `article`, `comment`), and accept what the contract allows.",
        0.68 if by_framework else 0.66,
        f"rejected {asked.endpoint in ('register', 'login')}",
    )


def _every_body(asked: Asked, story: Story) -> bool:
    """Whoever registers or logs in is refused in the same way."""
    status = asked.status
    return all(story.all_answered((name,), status) for name in ("register", "login")) if status else False
