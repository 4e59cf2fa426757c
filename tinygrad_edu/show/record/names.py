"""What the tensors of a graph are called, where they live, and what part they play.

A tensor's name is the one it was given; else that of the module's attribute which holds it; else
that of the caller's variable, from `names=locals()`; else one made up from its role.  Two tensors
of one name are told apart by a number, w and w₂; so is a g, which in a rule means what comes in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...engine.graph import Node
from ...engine.messages import one_line
from ...engine.state import Scope
from ...nn._losses import Loss
from ...nn._module import Module, contents, label
from ..words.printer import SUBSCRIPTS

TARGETS = {"y", "t", "target", "targets", "label", "labels", "y_true", "truth", "expected"}
LOSSES = {"l", "loss", "cost", "error", "mse", "nll"}


class Places:
    """Where tensors live: the scope of each node, and what each scope is called.

    A scope is one call of a module, (module, outer scope).  A parameter lives in the innermost
    module that holds it, among those that were running when it was first used.
    """

    def __init__(self, nodes: Sequence[Node], names: Mapping[str, Any] | None) -> None:
        self.names = {id(x): name for name, x in own(names) if isinstance(x, Module)}
        self.insides: dict[int, dict[int, str]] = {}
        self.scope: dict[Node, Scope | None] = {}
        self.attribute: dict[Node, str] = {}
        for node in nodes:
            if node.inputs:
                self.scope[node] = node.scope
                for x in node.inputs:
                    if not x.inputs and x not in self.attribute:
                        self.look_for(x, node.scope)

    def inside(self, module: Any) -> dict[int, str]:
        """The names of the things in a module."""
        if id(module) not in self.insides:
            found = contents(module).items() if isinstance(module, Module) else ()
            self.insides[id(module)] = {id(thing): name for name, thing in found if name}
        return self.insides[id(module)]

    def look_for(self, leaf: Node, scope: Scope | None) -> None:
        """Find the module that holds the leaf, among those that run in this scope."""
        while scope is not None:
            module, outer = scope
            if id(leaf) in self.inside(module):
                self.scope[leaf] = scope
                self.attribute[leaf] = self.inside(module)[id(leaf)]
                return
            scope = outer

    def title(self, scope: Scope) -> str:
        """A module's name and what it is: `0: Linear(784 → 16)`."""
        name, words = self.short(scope), label(scope[0])
        return f"{name}: {words}" if name else words

    def path(self, scope: Scope | None) -> str:
        """The names of the modules around, the outermost first: model.layers.0."""
        parts = []
        while scope is not None:
            parts.append(self.short(scope))
            scope = scope[1]
        return ".".join(part for part in reversed(parts) if part)

    def short(self, scope: Scope) -> str:
        """What the outer module, or the caller, calls it."""
        module, outer = scope
        while outer is not None:
            if id(module) in self.inside(outer[0]):
                return one_line(self.inside(outer[0])[id(module)])
            outer = outer[1]
        return self.names.get(id(module), "")


def own(names: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    """The caller's names, and those of the items of lists; not those a notebook makes."""
    for name, thing in (names or {}).items():
        if not str(name).startswith("_") and name not in ("In", "Out"):
            yield one_line(name), thing
            if type(thing) in (list, tuple) and len(thing) <= 100:
                yield from ((f"{name}[{k}]", x) for k, x in enumerate(thing))


def name_all(
    nodes: Sequence[Node],
    roles: Mapping[Node, str],
    places: Places,
    names: Mapping[str, Any] | None,
) -> dict[Node, str]:
    """A name for each tensor."""
    callers: dict[Node, str] = {}
    for name, thing in own(names):
        if isinstance(thing, Node):
            callers.setdefault(thing, name)
    inside = {x: one_line(x.name or name) for x, name in places.attribute.items()}
    elsewhere = {INCOMING, *inside.values()}
    found: dict[Node, str] = {}
    taken: set[tuple[str, str]] = set()
    for node in nodes:
        if name := inside.get(node) or one_line(node.name or callers.get(node, "")):
            where = places.path(places.scope.get(node)) if node in inside else ""
            found[node] = told_apart(
                name, where, taken, {INCOMING} if node in inside else elsewhere
            )
            taken.add((where, found[node]))
    fresh = made_up(set(found.values()))
    for node in nodes:
        if node not in found:
            role = roles[node]
            number = f"{node.value.item():.4g}" if role == "constant" else ""
            found[node] = number.replace("-", "−") or fresh(LETTERS.get(role, "v"))
    return found


INCOMING = "g"  # in a rule, the gradient that comes in


def told_apart(name: str, where: str, taken: set[tuple[str, str]], others: set[str]) -> str:
    """The name, or, if there is one like it, the name with a number: w, w₂, w₃."""
    numbers = itertools.count(1 if name == INCOMING else 2)
    tried = name
    while (where, tried) in taken or tried in others:
        tried = name + str(next(numbers)).translate(SUBSCRIPTS)
    return tried


LETTERS = {"parameter": "w", "input": "x", "target": "y", "loss": "L"}  # else v1, v2, …


def made_up(taken: set[str]) -> Any:
    """A function that gives letters numbers, so that no name comes twice: x, x2, x3."""
    counts: dict[str, int] = {}

    def fresh(letter: str) -> str:
        while True:
            k = counts[letter] = counts.get(letter, 0) + 1
            name = letter if k == 1 and letter != "v" else f"{letter}{k}"
            if name not in taken:
                return name

    return fresh


def roles_of(nodes: Sequence[Node], root: Node, callers: Iterable[tuple[str, Any]]) -> Any:
    """What part each tensor plays, in a word."""
    called = {id(x): name for name, x in callers if isinstance(x, Node)}

    def named(x: Node, words: set[str]) -> bool:
        return str(x.name or called.get(id(x), "")).lower() in words

    used: dict[Node, list[Node]] = {}
    last = -1  # when a parameter was first used for the last time
    for node in nodes:
        for x in node.inputs:
            if x.needs_gradient and not x.inputs and x not in used:
                last = node.age
            used.setdefault(x, []).append(node)
    targets = {x for x in used if not x.needs_gradient and root.value.size == 1}
    targets = {
        x
        for x in targets
        if named(x, TARGETS)
        or in_loss(used[x][0])
        or (used[x][0].age > last and all(n.op.facts.compares for n in used[x]))  # type: ignore[union-attr]
    }
    roles: dict[Node, str] = {}
    for node in nodes:
        if node.inputs:
            roles[node] = "result"
        elif node.needs_gradient:
            roles[node] = "parameter"
        elif not node.value.ndim and not node.name and id(node) not in called:
            roles[node] = "constant"
        else:
            roles[node] = "target" if node in targets else "input"
    if root.inputs:
        loss = named(root, LOSSES) or in_loss(root) or bool(targets)
        scalar = root.value.size == 1
        unnamed = not root.name and id(root) not in called
        roles[root] = "loss" if scalar and (loss or unnamed) else "output"
    return roles


def in_loss(node: Node) -> bool:
    """Whether a loss of `nn` made it."""
    scope = node.scope
    while scope is not None:
        if isinstance(scope[0], Loss):
            return True
        scope = scope[1]
    return False
