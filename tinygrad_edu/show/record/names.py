"""The names of the tensors of a graph, the modules they live in, and the parts they play.

A tensor's name is the one it was given; else that of the module's attribute which holds it; else
that of the variable in the caller's frame, or in `names`; else one made up from its role.  Two
tensors of one name are told apart by a number, w and w₂; so is a g, which in a rule means what
comes in.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...engine.graph import Node
from ...engine.messages import one_line
from ...engine.state import Scope
from ...nn._losses import Loss
from ...nn._module import Module, contents, label
from ...watch.digits import short
from ...watch.origins import NAMES, Origin, origin_of
from ...watch.variables import own
from ..words.numerals import SUBSCRIPTS

TARGETS = {"y", "t", "target", "targets", "label", "labels", "y_true", "truth", "expected"}
LOSSES = {"l", "loss", "cost", "error", "mse", "nll"}
LETTERS = {"parameter": "w", "input": "x", "target": "y", "loss": "L"}  # else v₁, v₂, …
INCOMING = "g"  # in a rule, the gradient that comes in


def around(scope: Scope | None) -> list[Scope]:
    """The calls of modules around a tensor, the innermost first."""
    found = []
    while scope is not None:
        found.append(scope)
        scope = scope[1]
    return found


class Places:
    """The scope of each node, and the name of each scope.

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
            if made := unrecorded(node):
                self.scope[node] = made.scope

    def inside(self, module: Any) -> dict[int, str]:
        """The names of the things in a module."""
        if id(module) not in self.insides:
            found = contents(module).items() if isinstance(module, Module) else ()
            self.insides[id(module)] = {id(thing): name for name, thing in found if name}
        return self.insides[id(module)]

    def look_for(self, leaf: Node, running: Scope | None) -> None:
        """Find the module that holds the leaf, among those that run in this scope."""
        for scope in around(running):
            if id(leaf) in self.inside(scope[0]):
                self.scope[leaf] = scope
                self.attribute[leaf] = self.inside(scope[0])[id(leaf)]
                return

    def title(self, scope: Scope) -> str:
        """A module's name and what it is: `0: Linear(784 → 16)`."""
        name = self.short(scope)
        words = scope[0] if isinstance(scope[0], str) else label(scope[0])
        return f"{name}: {words}" if name else words

    def path(self, scope: Scope | None) -> str:
        """The names of the modules around, the outermost first: model.layers.0."""
        return ".".join(filter(None, map(self.short, reversed(around(scope)))))

    def short(self, scope: Scope) -> str:
        """The name that the outer module, or the caller, gives it."""
        module, outer = scope
        for holder, _ in around(outer):
            if id(module) in self.inside(holder):
                return one_line(self.inside(holder)[id(module)])
        return self.names.get(id(module), "")

    def calls(self, nodes: Sequence[Node]) -> dict[Node, tuple[str, list[Node]]]:
        """What leaves each outermost call: the module's name, and the tensors that it was given."""
        call = {x: around(scope)[-1] for x, scope in self.scope.items() if scope}
        given: dict[int, dict[Node, None]] = defaultdict(dict)
        leaves = {nodes[-1]}
        for node in nodes:
            crossing = [x for x in before(node) if call.get(x) is not call.get(node)]
            leaves.update(crossing)
            if node in call:
                shown = [x for x in crossing if x.inputs or x.name or x.value.ndim]
                given[id(call[node])] |= dict.fromkeys(x for x in shown if x not in self.attribute)
        return {
            x: (self.short(call[x]) or type(call[x][0]).__name__, list(given[id(call[x])]))
            for x in leaves
            if before(x) and x in call
        }


def unrecorded(node: Node) -> Origin | None:
    """How a layer made it, if that is not recorded."""
    return None if node.inputs or node.needs_gradient else origin_of(node)


def before(node: Node) -> tuple[Node, ...]:
    """The tensors that it was made of: those of its op, or the data of which a layer made it."""
    made = unrecorded(node)
    return made.sources if made else node.inputs


def inner_name(node: Node) -> str:
    """What a layer calls it: patches, a mask."""
    made = origin_of(node)
    known = NAMES.get(node.op.__name__, "") if node.op and node.scope else ""
    return made.name if made else known


def name_all(
    nodes: Sequence[Node], roles: Mapping[Node, str], places: Places, callers: Mapping[Node, str]
) -> dict[Node, str]:
    """A name for each tensor."""
    inside = {x: one_line(x.name or name) for x, name in places.attribute.items()}
    inside |= {x: name for x in nodes if (name := inner_name(x))}
    elsewhere = {INCOMING, *inside.values()}
    found: dict[Node, str] = {}
    taken: set[tuple[str, str]] = set()
    for node in nodes:
        if name := inside.get(node) or one_line(node.name or callers.get(node, "")):
            where = places.path(places.scope.get(node)) if node in inside else ""
            others = {INCOMING} if node in inside else elsewhere
            numbers = itertools.count(1 if name == INCOMING else 2)
            tried = name
            while (where, tried) in taken or tried in others:
                tried = name + str(next(numbers)).translate(SUBSCRIPTS)
            found[node] = tried
            taken.add((where, tried))
    given = set(found.values())
    counts: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    for node in nodes:
        if node not in found and roles[node] == "constant":
            found[node] = short(node.value.item())
        elif node not in found:
            letter = LETTERS.get(roles[node], "v")
            tried = ""
            while not tried or tried in given:  # x, x₂, x₃; v₁, v₂, v₃
                k = next(counts[letter])
                number = str(k).translate(SUBSCRIPTS) if k > 1 or letter == "v" else ""
                tried = letter + number
            found[node] = tried
    return found


def roles_of(nodes: Sequence[Node], root: Node, callers: Mapping[Node, str]) -> dict[Node, str]:
    """The part that each tensor plays, in a word."""
    called = {x: str(x.name or callers.get(x, "")).lower() for x in nodes}
    targets = targets_of(nodes, called) if root.value.size == 1 else set()
    roles: dict[Node, str] = {}
    for node in nodes:
        if node.inputs:
            roles[node] = "result"
        elif unrecorded(node) and node not in targets:
            roles[node] = "computed"
        elif node.needs_gradient:
            roles[node] = "parameter"
        elif not node.value.ndim and not called[node]:
            roles[node] = "constant"
        else:
            roles[node] = "target" if node in targets else "input"
    if root.inputs:
        loss = called[root] in {"", *LOSSES} or in_loss(root) or bool(targets)
        roles[root] = "loss" if root.value.size == 1 and loss else "output"
    return roles


def targets_of(nodes: Sequence[Node], called: Mapping[Node, str]) -> set[Node]:
    """The targets of predictions: by name, in a loss, or used after all parameters."""
    used: dict[Node, list[Node]] = {}
    last = -1  # when a parameter was first used for the last time
    for node in nodes:
        for x in node.inputs:
            if x.needs_gradient and not x.inputs and x not in used:
                last = node.age
            used.setdefault(x, []).append(node)
    return {
        x
        for x, uses in used.items()
        if not x.needs_gradient
        if called[x] in TARGETS
        or in_loss(uses[0])
        or (uses[0].age > last and all(n.op and n.op.facts.compares for n in uses))
    }


def in_loss(node: Node) -> bool:
    """Whether a loss of `nn` made it."""
    return any(isinstance(module, Loss) for module, _ in around(node.scope))
