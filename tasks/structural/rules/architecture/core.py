"""Services, repositories and models are free of the web framework."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural import frameworks
from tasks.structural.case import Case
from tasks.structural.flows import Flow
from tasks.structural.rules.architecture.crossings import say
from tasks.structural.rules.architecture.web import CLIENT_NAMES, is_web_import

_ANSWER = re.compile(r"abort|jsonify|make_response|redirect|HTTP\w+|Http404|\w*Response")
_OWN_KINDS = ("Request", "Response", "Reply", "Context", "WebSocket", "HTTPConnection")
_REQUESTS = frozenset({"request", "req", "res", "response", "reply", "ctx", "context", "c"})


def framework_in_core(case: Case) -> Iterator[Finding]:
    """Services, models or repositories know the web framework."""
    for path in case.project.product:
        layer = case.layers.layer(path)
        if layer in (None, "routes"):
            continue
        facts = case.facts(path)
        for item in facts.imports:
            outside = case.project.resolve(item.target, path) is None
            target = item.target
            if outside and is_web_import(case, target, item.names):
                names = {imported for imported, _ in item.names}
                if layer == "repositories" and names and names <= {"current_app", "g", "has_app_context"}:
                    continue
                if target == "django" and not names - {"db", "conf", "utils"}:
                    continue
                if _only_client(case, path, item.names, target):
                    continue
                yield _core(path, item.line, str(layer), f"imports {target}", 1.0)
        for link in case.project.links(path):
            if link.name and link.to in case.project.files and case.layers.of(link.to) in ("none", "root"):
                found = case.storage.outside(link.to, link.name)
                if found is not None and is_web_import(case, found[0], ((found[1], link.local),)):
                    yield _core(path, link.line, str(layer), f"gets {found[0]} through {link.to}", 0.9)
                elif (base := _web_base(case, link.to, link.name)) is not None:
                    what = f"uses {link.name} of {link.to}, which is made of {base}"
                    yield _core(path, link.line, str(layer), what, 0.9)
                elif (answer := _answers(case, link.to, link.name)) is not None:
                    what = f"calls {link.name}() of {link.to}, which makes {answer}"
                    yield _core(path, link.line, str(layer), what, 0.8)
        for name, line in frameworks.takes_requests(facts):
            yield _core(path, line, str(layer), f"has `{name}` work on the framework's request and response", 0.8)
    yield from _handed_requests(case)


def _handed_requests(case: Case) -> Iterator[Finding]:
    """A route hands its request, response or context to a function of a service as it is."""
    for path in case.layers.modules("routes"):
        flows = case.facts(path).flows
        taken = {
            (flow.scope, flow.target[0])
            for flow in flows.flows
            if flow.source in (("#0",), ("#1",)) and flow.target[0] in _REQUESTS and _is_framework(case, path, flow)
        }
        case.holdings.begin()
        for handed in flows.passes if taken else ():
            if len(handed.source) != 1 or (handed.scope, handed.source[0]) not in taken:
                continue
            for thing in sorted(case.holdings.of(path, handed.scope, handed.callee)):
                if thing.kind == "function" and case.layers.layer(thing.path) == "services":
                    what = f"is handed `{handed.source[0]}` by {path}, the framework's own object"
                    line = next((f.line for f in case.facts(thing.path).functions if f.name == thing.name), 1)
                    yield _core(thing.path, line, "services", what, 0.8)


def _is_framework(case: Case, path: str, parameter: Flow) -> bool:
    """Whether a parameter with such a name is the framework's: of the views' own type, or without any."""
    said = [
        flow.source
        for flow in case.facts(path).flows.flows
        if flow.scope == parameter.scope and flow.target == parameter.target and flow.source[-1:] == ("()",)
    ]
    if not said:
        return case.task.framework.name != "fastapi"
    full = [case.storage.full(path, ".".join(steps[:-1])) for steps in said]
    return any(
        found is not None and case.signs.of_import(found[0]) is not None and found[1].endswith(_OWN_KINDS)
        for found in full
    )


def _answers(case: Case, path: str, name: str) -> str | None:
    """The answer of the framework's that a helper's function makes or raises: `HTTPException`, `abort`, `jsonify`."""
    facts = case.facts(path)
    own = facts.exports.get(name, name)
    for call, package, rest in case.storage.outside_calls(path):
        tail = rest.rsplit(".", 1)[-1] or package
        if call.scope == own and _ANSWER.fullmatch(tail) and is_web_import(case, package, ((tail, tail),)):
            return tail
    return None


def _web_base(case: Case, path: str, name: str, depth: int = 0) -> str | None:
    """What of the framework a class of a helper derives from: `class NotFound(HTTPException)`; None where nothing."""
    facts = case.facts(path)
    own = facts.exports.get(name, name)
    item = facts.class_named(own)
    for base in item.bases if item is not None and depth < 6 else ():
        found = case.storage.full(path, base)
        if found is not None and is_web_import(case, found[0], ((found[1].split(".")[-1], base),)):
            return base
        home, inner = case.project.origin(path, base)
        above = _web_base(case, home, inner, depth + 1) if home in case.project.files else None
        if above is not None:
            return above
    return None


def _only_client(case: Case, path: str, names: tuple[tuple[str, str], ...], target: str) -> bool:
    """`import aiohttp` for its HTTP client is no web framework."""
    if target != "aiohttp":
        return False
    used = {call.name.split(".")[1] for call in case.facts(path).calls if call.name.startswith("aiohttp.")}
    return used <= CLIENT_NAMES and all(imported in ("", *CLIENT_NAMES) for imported, _ in names)


def _core(path: str, line: int, layer: str, what: str, confidence: float) -> Finding:
    return Finding(
        "framework-in-core",
        path,
        line,
        f"{say(path, layer)} {what}: this layer can then not be used or tested without a web server around it.",
        "Raise an exception of your own or give back plain values, and let the routes turn them into responses.",
        confidence,
    )
