"""Which lines of a JavaScript or TypeScript file run only where settings or the environment say so."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tasks.structural.facts import Branch
from tasks.structural.reading.node_modules import Entry, NodeModules
from tasks.structural.reading.node_syntax import line_of
from tasks.structural.reading.node_texts import fold
from tasks.structural.reading.node_values import any_of, condition, value


class NodeBranches(NodeModules):
    """Collects branches and gives back what stands inside them."""

    def branch(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        """`if` and `a ? b : c`: their sides are branches where settings or the environment may decide the test."""
        if node.type == "if_statement" and scope:
            self.weight += 1
        decided = condition(node.child_by_field_name("condition"), self.texts)
        sides = [node.child_by_field_name(field) for field in ("consequence", "alternative")]
        together = all(side is not None and line_of(side) == line_of(node) for side in sides)
        if decided is not None and not together:
            for field, holds in (("consequence", True), ("alternative", False)):
                side = node.child_by_field_name(field)
                if side is not None:
                    self.branches.append(Branch(line_of(side), side.end_point.row + 1, scope, decided, holds))
        for child in node.named_children:
            yield child, scope, callee, key

    def choice(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        """`switch (kind) { case 'sqlite': ... }`: each case is a branch, `default` that of all other texts."""
        if scope:
            self.weight += 1
        subject, body = value(node.child_by_field_name("value"), self.texts), node.child_by_field_name("body")
        cases = [] if body is None else body.named_children
        listed = [fold(item.child_by_field_name("value"), self.texts) for item in cases if item.type == "switch_case"]
        known = [item for item in listed if item is not None]
        together: list[str] = []
        for item in cases if known else ():
            last = item.end_point.row + 1
            if item.type == "switch_default":
                self.branches.append(Branch(line_of(item), last, scope, any_of(subject, known), holds=False))
            elif (
                item.type == "switch_case" and (one := fold(item.child_by_field_name("value"), self.texts)) is not None
            ):
                together.append(one)
                if len(item.named_children) > 1:
                    self.branches.append(Branch(line_of(item), last, scope, any_of(subject, together)))
                    together = []
        for child in node.named_children:
            yield child, scope, callee, key

    def left_early(self, body: Node, scope: str) -> None:
        """What follows `if (kind === 'memory') return ...` runs where the test fails."""
        for item in body.named_children:
            if item.type != "if_statement" or item.child_by_field_name("alternative") is not None:
                continue
            inner = item.child_by_field_name("consequence")
            if inner is not None and inner.type == "statement_block" and inner.named_children:
                inner = inner.named_children[-1]
            if inner is None or inner.type not in ("return_statement", "throw_statement"):
                continue
            if (decided := condition(item.child_by_field_name("condition"), self.texts)) is not None:
                first = item.end_point.row + 2
                self.branches.append(Branch(first, body.end_point.row + 1, scope, decided, holds=False))
