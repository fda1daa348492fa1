"""What a container of dependencies is told to make, and under which name it gives it out."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.structural.facts import FileFacts

_METHODS = frozenset({"register", "registerSingleton", "addSingleton", "load"})
_REGISTERS = tuple(f".{name}" for name in sorted(_METHODS))


def made_in(facts: FileFacts) -> Iterator[tuple[str, str]]:
    """Pairs (name, what it is made from): `container.register({ users: asClass(UserRepository).singleton() })`.

    A call is kept without the arguments of the calls inside it, but these follow it in the order of the source.
    """
    if facts.names.isdisjoint(_METHODS):
        return
    for at, call in enumerate(facts.calls):
        if not call.name.endswith(_REGISTERS):
            continue
        if len(call.args) > 1 and call.args[0].kind == "text" and call.args[1].kind == "name":
            yield call.args[0].text, call.args[1].name
        inside = iter(facts.calls[at + 1 : at + 400])
        for key, held in call.keywords:
            if held.kind == "name":
                yield key, held.name
            elif held.kind == "call":
                maker = held.name.split("(")[0].split(".")[0]
                made = next((inner for inner in inside if inner.name == maker), None)
                if made is not None and made.args:
                    yield key, made.args[0].name


def declared(facts: FileFacts) -> Iterator[tuple[str, str]]:
    """Pairs (name, what it is made from) of a container's class: `users = providers.Singleton(UserRepository)`.

    Names and calls of one kind of provider stand in the same order; where their numbers differ, nothing is sure.
    """
    bound: dict[tuple[str, str], list[str]] = {}
    for name, held in facts.bindings.items():
        owner, _, key = name.rpartition(".")
        if owner and held.kind == "call" and held.name.startswith("providers."):
            bound.setdefault((owner, held.name), []).append(key)
    for (owner, maker), keys in bound.items():
        made = [call for call in facts.calls if call.scope == owner and call.name == maker]
        if len(made) == len(keys):
            yield from ((key, call.args[0].name) for key, call in zip(keys, made, strict=True) if call.args)
