"""Contracts: classes that only say what somebody else has to offer (protocols, abstract classes, interfaces)."""

from __future__ import annotations

from tasks.structural.facts import ClassFact, FileFacts
from tasks.structural.links import Link
from tasks.structural.project import Project

_ABSTRACT = frozenset({"Protocol", "ABC", "ABCMeta"})


def is_contract(facts: FileFacts, item: ClassFact) -> bool:
    """Whether a class holds nothing but promises: a Protocol, an ABC whose methods are all empty, an interface."""
    if item.keywords == ("type",):
        return True
    bases = {base.rsplit(".", 1)[-1].removesuffix("[]") for base in item.bases}
    said = any(word in keyword for keyword in item.keywords for word in ("ABCMeta", "abstract"))
    if not bases & _ABSTRACT and not said:
        return False
    return not any(f.weight for f in facts.functions if f.name.rpartition(".")[0] == item.name)


def only_contracts(facts: FileFacts) -> bool:
    """Whether a module is a list of contracts, with at most plain values and errors beside them: the ports of a core.

    In TypeScript a file of types alone may as well be a view of something, so an interface has to offer a method.
    """
    if not facts.classes or facts.sql or facts.stores:
        return False
    found = [item for item in facts.classes if is_contract(facts, item)]
    promises = [item for item in found if item.keywords != ("type",) or "()" in item.members]
    return bool(promises) and not any(function.weight for function in facts.functions)


def fulfils(project: Project, path: str, link: Link) -> bool:
    """Whether a module imports a contract in order to implement it, the way round that dependencies are inverted."""
    if link.to not in project.files or not link.name:
        return False
    theirs = project.facts(link.to)
    name = theirs.exports.get(link.name, link.name)
    if not any(item.name == name and is_contract(theirs, item) for item in theirs.classes):
        return False
    return any(
        link.local in (base.removesuffix("[]"), base.rsplit(".", 1)[-1])
        for item in project.facts(path).classes
        for base in (*item.bases, *(word.removeprefix("implements ") for word in item.keywords))
    )
