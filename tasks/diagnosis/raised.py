"""Why a request failed, by the exception that the log shows for it."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.endpoints import LISTS, NEEDS_TOKEN, SLUGGED, WITH_BODY
from tasks.diagnosis.known import Recognised, recognise
from tasks.diagnosis.traces import Trace

_QUIET = 0.8
_AUTHORED = LISTS | SLUGGED | {"create"}
_FITS_4XX = {
    "auth_misconfiguration": (401, 403),
    "framework_idiosyncrasy": (400, 403, 404, 405, 411, 415, 422),
    "incomplete_implementation": (400, 404, 405, 501),
    "incorrect_query_logic": (400, 404, 409, 422),
    "database_runtime_error": (400, 404, 409, 422),
}
"""Which answers of a program that catches everything fit an exception in its log."""

_TOLD_QUIETLY = ("auth_misconfiguration", "framework_idiosyncrasy")
"""What programs and frameworks log as a mere warning while they refuse a request for it."""

_NO_BODY_PARSED = re.compile(
    r"\(reading '(?:user|article|comment|email|username|password|title|body)'\)|'NoneType' .*'get'"
)
_RELATION = re.compile(
    r"\(reading '(?:username|bio|image)'\)|'NoneType' object has no attribute '(?:username|bio|image)'"
)
_SHOWN = re.compile(
    r"view|serial|present|format|to_?json|to_?dict|profile|author|schema|mapper|dto\b|respon", re.IGNORECASE
)
"""Where programs turn what they have stored into an answer."""
_NOBODY = re.compile(
    r"\(reading '(?:id|userId|user_id|username|email|user|_id)'\)"
    r"|'NoneType' object has no attribute '(?:id|username|user_id|email)'"
    r"|KeyError: '(?:user|user_id|current_user|sub|id)'|object has no attribute '(?:user|current_user|user_id)'"
)
_AUTH = re.compile(r"auth|token|jwt|login|passw|current_?user|credential|identity|bearer|security", re.IGNORECASE)
_STORE = re.compile(r"repositor|dao\b|database|/db|store|models?[/.]|queries", re.IGNORECASE)


def server_error(asked: Asked, story: Story) -> Cause | None:
    """An exception in the log, if the answer shows that one got through."""
    told = asked.status is None or asked.status >= 500
    plain: Trace | None = None
    after: tuple[Trace, Recognised, float] | None = None
    for trace, sure in _candidates(asked, told):
        found = _contextual(asked, trace) or best(trace, served=True)
        if found is None:
            plain = plain or trace
        elif not _fits(asked, trace, found.category, told):
            continue
        elif found.consequence:
            after = after or (trace, found, sure)
        else:
            return _cause(asked, trace, found, sure)
    if after:
        return _cause(asked, *after)
    if not told:
        return _refused_by_framework(asked)
    if found := recognise(asked.log, served=True):
        return Cause(found.category, found.title, asked.went, found.mend, found.sure * 0.9, found.title)
    return _plain_bug(asked, plain) if plain else None


def _refused_by_framework(asked: Asked) -> Cause | None:
    """A refusal that a framework tells in one line, without an exception."""
    found = recognise(asked.log, only="framework_idiosyncrasy") if asked.status in (400, 403, 415) else None
    if found is None:
        return None
    return Cause(found.category, found.title, asked.went, found.mend, found.sure * 0.8, found.title)


def best(trace: Trace, *, served: bool = False) -> Recognised | None:
    """What is known of an exception's chain: the surest, of equals the one nearest the root."""
    found = [known for text in trace.texts if (known := recognise(text, served=served))]
    return max(found, key=lambda known: known.sure, default=None)


def _candidates(asked: Asked, told: bool) -> list[tuple[Trace, float]]:
    """The exceptions that may be this request's, likelier ones first."""
    loud = [trace for trace in asked.traces if not trace.handled]
    mine = [trace for trace in loud if asked.named_by(trace)]
    free = [trace for trace in loud if not any(trace.asked)]
    if mine:
        return [(trace, 1.0) for trace in mine]
    quiet = [trace for trace in asked.traces if trace.handled and (not any(trace.asked) or asked.named_by(trace))]
    chosen = [(trace, 0.97) for trace in free]
    if told:
        chosen += [(trace, _QUIET) for trace in loud if trace not in free]
    return chosen + [(trace, _QUIET * 0.8) for trace in quiet]


def _fits(asked: Asked, trace: Trace, category: str, told: bool) -> bool:
    if not told and trace.handled and category not in _TOLD_QUIETLY:
        return False
    return told or asked.status in _FITS_4XX.get(category, ())


def _cause(asked: Asked, trace: Trace, found: Recognised, sure: float) -> Cause:
    category = found.category
    told = asked.status is None or asked.status >= 500
    reason = f"{asked.went} The log says {trace.texts[0]}"
    sure *= found.sure if told else found.sure * 0.85
    return Cause(category, found.title, reason, found.mend, sure, key(category, trace), trace)


def _contextual(asked: Asked, trace: Trace) -> Recognised | None:
    """Something is undefined: the parsed body where a body is sent, the current user where none is."""
    text = trace.texts[0]
    where = f"{trace.innermost.path} {trace.innermost.function}" if trace.innermost else ""
    if _RELATION.search(text) and _SHOWN.search(where) and asked.endpoint in _AUTHORED:
        return Recognised(
            "database_runtime_error", "An answer reads the author, who was not loaded with what was written.",
            "Load the relation with the row, or read the row again with it, before the answer is made.", 0.7,
        )  # fmt: skip
    if _NO_BODY_PARSED.search(text) and asked.endpoint in WITH_BODY and not _AUTH.search(where.replace("login", "")):
        return Recognised(
            "framework_idiosyncrasy", "The request's body has not been parsed when the handler reads it.",
            "Register the framework's JSON body parser before the routes, or await the body.", 0.82,
        )  # fmt: skip
    if _NOBODY.search(text) and (_AUTH.search(where) or asked.endpoint in (NEEDS_TOKEN - {"update"}) | LISTS):
        return Recognised(
            "auth_misconfiguration", "A handler asks for the current user, and there is none.",
            "Set the current user before the handler runs; allow for nobody where authentication is optional.", 0.72,
        )  # fmt: skip
    return None


def _plain_bug(asked: Asked, trace: Trace) -> Cause:
    frame = trace.innermost
    where = f"{frame.path} {frame.function}" if frame else ""
    if _AUTH.search(where) or _AUTH.search(trace.text):
        category = "auth_misconfiguration"
    elif _STORE.search(where):
        category = "database_runtime_error"
    else:
        category = "business_logic_defect"
    title = f"The program raises {trace.type}" + (f" in {frame.path}." if frame else ".")
    mend = "Mend the named line; the message says what was not as the code expected."
    return Cause(category, title, f"{asked.went} The log says {trace.text}", mend, 0.58, key(category, trace), trace)


def key(category: str, trace: Trace) -> str:
    """The same for the same kind of exception at the same line."""
    frame = trace.innermost
    return f"{category} {trace.type} {frame.path if frame else ''}:{frame.line if frame else 0}"
