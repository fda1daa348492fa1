"""What a container of dependencies is told to make, and under which name it gives it out."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.structural.facts import Call, FileFacts
from tasks.structural.per_file import per_file

_METHODS = frozenset({"register", "registerSingleton", "registerInstance", "addSingleton", "load", "bind"})
_MADE_BY = ("factory", "instance", "useClass", "useValue", "useFactory")
_BINDS = (".bind().to", ".bind().toConstantValue", ".bind().toDynamicValue")
_REGISTERS = tuple(f".{name}" for name in sorted(_METHODS))


def made_in(facts: FileFacts) -> Iterator[tuple[str, str]]:
    """Pairs (name, what it is made from): `container.register({ users: asClass(UserRepository).singleton() })`.

    A call is kept without the arguments of the calls inside it, but these follow it in the order of the source.
    """
    if facts.names.isdisjoint(_METHODS):
        return
    for at, call in enumerate(facts.calls):
        if call.name.endswith(_BINDS) and call.args:
            inner = f"{call.name.rpartition('.bind()')[0]}.bind"
            bound = next((one.args[0] for one in facts.calls[at + 1 : at + 4] if one.name == inner and one.args), None)
            if bound is not None and call.args[0].name:
                yield bound.text or bound.name, call.args[0].name.split("(")[0]
        if not call.name.endswith(_REGISTERS):
            continue
        if call.args and (key_given := call.args[0].text or call.args[0].name):
            given = (call.keyword(word) for word in _MADE_BY)
            yield from ((key_given, held.name) for held in given if held is not None and held.kind in ("name", "call"))
        if len(call.args) > 1 and call.args[0].kind in ("text", "name") and call.args[1].kind in ("name", "call"):
            yield call.args[0].text or call.args[0].name, call.args[1].name
        inside = iter(facts.calls[at + 1 : at + 400])
        for key, held in call.keywords:
            if held.kind == "name":
                yield key, held.name
            elif held.kind == "call":
                maker = held.name.split("(")[0].split(".")[0]
                made = next((inner for inner in inside if inner.name == maker), None)
                if made is not None and made.args:
                    yield key, made.args[0].name


@per_file
def declared(facts: FileFacts) -> tuple[tuple[str, str], ...]:
    """Pairs (name, what it is made from) of a container's class: `users = providers.Singleton(UserRepository)`.

    Names and calls of one kind of provider stand in the same order; where their numbers differ, nothing is sure.
    """
    bound: dict[tuple[str, str], list[str]] = {}
    for name, held in facts.bindings.items():
        owner, _, key = name.rpartition(".")
        if owner and held.kind == "call" and held.name.startswith("providers."):
            bound.setdefault((owner, held.name), []).append(key)
    made: dict[tuple[str, str], list[Call]] = {maker: [] for maker in bound}
    for call in facts.calls if bound else ():
        if (maker := (call.scope, call.name)) in made:
            made[maker].append(call)
    return tuple(
        (key, call.args[0].name)
        for maker, keys in bound.items()
        if len(made[maker]) == len(keys)
        for key, call in zip(keys, made[maker], strict=True)
        if call.args
    )
