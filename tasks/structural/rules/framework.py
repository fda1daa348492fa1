"""The demanded framework serves the requests, and no other one does."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case, Rule
from tasks.structural.facts import Value

_BARE = {"http", "http.server", "wsgiref", "socketserver", "werkzeug"}
_BARE_MAKERS = {
    "http": ("createServer", "Server"),
    "http.server": ("HTTPServer", "ThreadingHTTPServer"),
    "wsgiref": ("make_server",),
    "socketserver": ("TCPServer", "ThreadingTCPServer"),
    "werkzeug": ("run_simple",),
}


def _made(case: Case) -> Iterator[tuple[str, str, int, bool]]:
    """Every app made in running code: (framework, path, line, whether it is certain to serve)."""
    signs = case.signs
    for path in case.running:
        for call, package, rest in case.storage.outside_calls(path):
            framework = signs.of_import(
                f"{package}.{rest}" if package in ("http",) and path.endswith(".py") else package
            )
            if framework is None:
                continue
            if framework in _BARE:
                tail = rest.removesuffix("()").rsplit(".", 1)[-1]
                if tail in _BARE_MAKERS[framework] and _answers_itself(case, path, call.args):
                    yield framework, path, call.line, True
            elif signs.makes(framework, package, rest) or signs.routes_apart(framework, rest):
                yield framework, path, call.line, True
        for name, framework in signs.settings.items():
            if name in case.facts(path).bindings:
                yield framework, path, 1, True


def _answers_itself(case: Case, path: str, args: tuple[Value, ...]) -> bool:
    """Whether a bare HTTP server has a handler of its own: `createServer(app.callback())` serves somebody else's."""
    facts = case.facts(path)
    local = {function.name: function for function in facts.functions}
    for arg in args:
        if arg.kind == "function":
            inside = [
                call
                for call in facts.calls
                if call.scope and ("callback" in call.name or call.name.endswith((".handle", ".emit", ".ready")))
            ]
            return not inside
        if arg.kind == "name":
            if arg.name in local:
                return True
            if any(item.name == arg.name for item in facts.classes):
                return True
            if case.python and case.project.known_as(path, arg.name):
                return True
    return False


def wrong_framework(case: Case) -> Iterator[Finding]:
    """Another framework makes an app, or the demanded one never does, or a file of the tree stands in for it."""
    wanted = case.task.framework
    made = list(_made(case))
    yield from _stand_ins(case)
    for framework, path, line, _ in made:
        if framework != wanted.name:
            yield Finding(
                "wrong-framework",
                path,
                line,
                f"The task asks for {wanted.label}, but this makes an app with {framework}, which then answers.",
                f"Let {wanted.label} handle every request and take {framework} out.",
            )
    if any(framework == wanted.name for framework, *_ in made):
        return
    if not case.project.product:
        reason = "There is no code yet"
    elif any(case.signs.of_import(item.target) == wanted.name for p in case.running for item in case.facts(p).imports):
        reason = f"{wanted.label} is imported, but no app is made with it"
    else:
        reason = f"Nothing that runs imports {wanted.label}"
    yield Finding(
        "wrong-framework",
        case.entry,
        1,
        f"{reason}; the requests must be served by {wanted.label}.",
        f"Let {wanted.label} make the app in the module that run.sh starts, and register the routes on it.",
        0.9,
    )


def _stand_ins(case: Case) -> Iterator[Finding]:
    """`flask.py` in the tree, or an alias that sends the framework's name to a local file."""
    wanted = case.task.framework
    for path in case.running:
        for item in case.facts(path).imports:
            if wanted.package not in item.target or case.signs.top(item.target) != wanted.package or item.prefix:
                continue
            target = case.project.resolve(item.target, path)
            if target is not None:
                yield Finding(
                    "wrong-framework",
                    path,
                    item.line,
                    f"`{item.target}` means {target} of this tree here, not the package {wanted.label}.",
                    f"Remove {target} (or the alias) so that the name means the installed {wanted.label}.",
                )
                return


def unparsable(case: Case) -> Iterator[Finding]:
    """A file of the program that does not parse or is too big to read."""
    for path in case.project.product:
        facts = case.facts(path)
        if facts.error is not None and (path in case.project.reachable or not case.project.entries):
            line, what = facts.error
            yield Finding(
                "unparsable",
                path,
                line,
                f"This file does not parse ({what}), so nothing in it can serve a request or be judged.",
                "Correct the syntax at this line.",
                0.9 if path.endswith(".py") else 0.7,
            )
        elif facts.note and path in case.project.reachable:
            yield Finding(
                "unparsable",
                path,
                1,
                f"This file is {facts.note}, so what it does can't be judged.",
                "Split it into modules of a readable size, or keep data in a data file.",
                0.6,
            )


RULES = (
    Rule(
        "wrong-framework",
        "framework",
        "The demanded framework serves",
        "Every request is answered by the framework that the task names, and by no other.",
        wrong_framework,
    ),
    Rule(
        "unparsable",
        "framework",
        "Every file parses",
        "What runs can be read: a file with a syntax error stops the server, and hides what it does.",
        unparsable,
    ),
)
