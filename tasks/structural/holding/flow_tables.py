"""The flows of one file as they are looked up: by the first step of a target, by parameter, by callee."""

from __future__ import annotations

from tasks.structural.facts import FileFacts
from tasks.structural.flows import Flow
from tasks.structural.per_file import per_file


@per_file
def by_head(facts: FileFacts) -> dict[tuple[str, str], list[Flow]]:
    """The flows of a file by scope and first step of the target."""
    found: dict[tuple[str, str], list[Flow]] = {}
    for flow in facts.flows.flows:
        found.setdefault((flow.scope, flow.target[0]), []).append(flow)
    return found


@per_file
def of_objects(facts: FileFacts) -> list[tuple[str, list[Flow]]]:
    """What is known of a file's objects, by the scope that says so."""
    return [(scope, here) for (scope, head), here in by_head(facts).items() if head == "self"]


@per_file
def parameters(facts: FileFacts) -> dict[tuple[str, str], list[str]]:
    """The names of parameters by scope and place (`#0`)."""
    named: dict[tuple[str, str], list[str]] = {}
    for flow in facts.flows.flows:
        if flow.source[0][0] == "#" and len(flow.source) == 1:
            named.setdefault((flow.scope, flow.source[0]), []).append(flow.target[0])
    return named


@per_file
def passes_by_callee(facts: FileFacts) -> dict[tuple[str, str], list[int]]:
    """Where the passes of a file stand, by the callee's `head` and by its `last` word.

    The heads of required modules are all `require#`.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for at, handed in enumerate(facts.flows.passes):
        head = handed.callee[0]
        found.setdefault(("head", "require#" if head.startswith("require#") else head), []).append(at)
        found.setdefault(("last", handed.callee[-1]), []).append(at)
    return found


def owner(facts: FileFacts, scope: str) -> str:
    """The class that a scope lies in, empty where it lies in none."""
    while scope and scope not in facts.class_names:
        scope = scope.rpartition(".")[0]
    return scope
