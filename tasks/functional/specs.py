"""Every assertion that a score is made of, known without running anything."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tasks.functional.chapters import core, extended
from tasks.functional.story import Check, Rows, Scene, Step, Tier
from tasks.functional.world import Derived, names_in


@dataclass(frozen=True, slots=True)
class Spec:
    """One assertion. `depends_on` are ids whose failure explains a failure here; `requires` are requirement ids.

    `request` is the label of the request it belongs to, `says` a sentence of what it checks.
    """

    id: str
    tier: Tier
    group: str
    request: str
    requires: tuple[str, ...]
    depends_on: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Scripted:
    """A scene with the specs of its checks, in the checks' order."""

    scene: Scene
    specs: tuple[Spec, ...]


def assertions(database: bool) -> tuple[Spec, ...]:
    """Core (290), then extended; a task that names a database has a few more of those."""
    return tuple(spec for scripted in script(database) for spec in scripted.specs)


@functools.cache
def script(database: bool) -> tuple[Scripted, ...]:
    """The whole run in order."""
    providers: dict[str, str] = {}
    scripted = [_scripted(scene, "core", providers) for scene in core.story()]
    scripted += [_scripted(scene, "extended", providers) for scene in extended.story(database)]
    return tuple(scripted)


def checks_of(scene: Scene) -> tuple[Check, ...]:
    return scene.checks if isinstance(scene, Step) else (scene.check,)


def _scripted(scene: Scene, tier: Tier, providers: dict[str, str]) -> Scripted:
    """Dependencies follow the data: whoever provides a name that is used, and the gates before a check."""
    needed = _providers(_names_sent(scene), providers)
    gates: list[str] = []
    specs: list[Spec] = []
    for check in checks_of(scene):
        own = f"{scene.stem}.{check.name}"
        used = _providers((name for expect in check.expect for name in sorted(expect.uses)), providers)
        after = (*(scene.after if isinstance(scene, Step | Rows) else ()), *check.after)
        depends_on = tuple(dict.fromkeys((*needed, *after, *used, *gates)))
        specs.append(Spec(own, tier, scene.group, scene.label, check.requires, depends_on, check.says))
        if check.gate:
            gates.append(own)
        for keep in check.keep:
            providers[keep.name] = own
    return Scripted(scene, tuple(specs))


def _names_sent(scene: Scene) -> Iterator[str]:
    if isinstance(scene, Rows):
        yield from sorted(names_in([*scene.present, *scene.absent]))
    if isinstance(scene, Step):
        for send in scene.sends:
            body = send.body if not hasattr(send.body, "text") else None
            yield from sorted(names_in([send.path, send.auth, body]))


def _providers(names: Iterator[str], providers: Mapping[str, str]) -> tuple[str, ...]:
    sources = (root(name, extended.DERIVED) for name in names)
    return tuple(dict.fromkeys(providers[name] for name in sources if name in providers))


def root(name: str, derived: Mapping[str, Derived]) -> str:
    """The name at the bottom of a chain of derived ones."""
    while name in derived:
        name = derived[name].source
    return name
