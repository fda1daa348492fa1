"""How Django's ORM is asked: managers, shortcuts, forms that store, related managers, generic views."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from tasks.structural.facts import FileFacts
from tasks.structural.storage import Storage
from tasks.structural.touching.asked import Asked, Known, Touch

_GENERIC_VIEW = re.compile(r"(?:List|Detail|Create|Update|Delete|Archive|Date|Retrieve|Destroy)\w*View$|ModelViewSet$")
_MANAGES = frozenset(
    {"filter", "exclude", "create", "add", "remove", "set", "clear", "get", "get_or_create", "update_or_create",
     "exists", "count", "update", "aggregate", "bulk_create"}
)  # fmt: skip
"""What a related manager of Django asks the database; `all()` is left out, for it only walks along a relation."""
_SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404"})
METHODS = _MANAGES | _SHORTCUTS | {"save", "delete"}
"""The last words of calls that may ask Django's ORM, those of managers (`objects`) aside."""


class DjangoCalls:
    """Judges calls of Python modules."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def by_manager(self, asked: Asked) -> Touch | None:
        """`Article.objects.filter(...)`, `get_object_or_404(Article)`: whatever the names are, this is Django's."""
        parts = asked.parts
        if "objects" in parts and (at := parts.index("objects")) and at == len(parts) - 2:
            return asked.touch(f"{parts[at - 1]}.objects.{asked.tail}()", name=parts[at - 1])
        if asked.tail in _SHORTCUTS and asked.call.args:
            return asked.touch(f"{asked.tail}()", name=asked.first_name())
        return None

    def by_entity(self, asked: Asked) -> Touch | None:
        """`form.save()`, `article.favorited_by.add(user)`, `article.delete()` where Django maps the entities."""
        if not self._maps:
            return None
        tail, last, parts = asked.tail, asked.last, asked.parts
        if tail == "save" and last and self._has_model_form(asked.path):
            return asked.touch(f"{asked.call.name}() of a form or serializer", 0.8, last)
        own = (
            parts[0] in ("self", "cls") and len(parts) == 3 and asked.call.scope.split(".")[0] not in asked.known.names
        )
        if tail in _MANAGES and last in self._related and len(parts) > 2 and not own:
            return asked.touch(strength=0.8, name=last)
        if tail in ("save", "delete") and last.lower() in asked.known.lower:
            return asked.touch(strength=0.8, name=last)
        return None

    def views(self, facts: FileFacts, known: Known) -> Iterator[Touch]:
        """Django's generic views fetch and store the rows of their `model` themselves."""
        for item in facts.classes:
            if any(_GENERIC_VIEW.search(base) for base in item.bases):
                held = facts.bindings.get(f"{item.name}.model")
                model = held.name.rsplit(".", 1)[-1] if held is not None else ""
                if model in known.names or model in known.local:
                    yield Touch(item.line, f"{item.name}, a view of {model}", "orm", name=model)

    @functools.cached_property
    def _maps(self) -> bool:
        return any(mapper == "django orm" for mapper, _, _ in self._storage.entities.values())

    def _has_model_form(self, path: str) -> bool:
        """Whether a module works with one of Django's forms or serializers that store rows by themselves."""
        project = self._storage.project
        homes = {path, *(link.to for link in project.links(path) if link.to in project.files)}
        return any(
            base.endswith(("ModelForm", "ModelSerializer"))
            for home in homes
            for item in project.facts(home).classes
            for base in item.bases
        )

    @functools.cached_property
    def _related(self) -> frozenset[str]:
        """Names under which Django's entities reach the rows that are joined to them."""
        found: set[str] = set()
        for name, (mapper, path, _) in self._storage.entities.items():
            if mapper != "django orm":
                continue
            found.add(f"{name.lower()}_set")
            facts = self._storage.project.facts(path)
            for call in facts.calls:
                if call.name.endswith(("ForeignKey", "ManyToManyField", "OneToOneField")):
                    related = call.keyword("related_name")
                    found.update({related.text} if related is not None and related.text else ())
            for key, held in facts.bindings.items():
                if held.kind == "call" and held.name.endswith("ManyToManyField"):
                    found.add(key.rsplit(".", 1)[-1])
        return frozenset(found)
