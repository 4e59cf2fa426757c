"""The paths from one tensor to the loss: what each carries back, and that this adds up.

The gradient is a sum over all paths, and what one path carries is a product of derivatives.  A
path here is a graph of its own, without branches, through which the engine's `walk` goes as
usual.  There may be more paths than atoms: they are counted without being walked, by adding up,
for each tensor, the counts of those it flows into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.graph import Node, leading_to, make_node, route, walk
from ...engine.messages import one_line
from ...watch.seed import seed_gradient

Use = tuple[Node, int]  # a result, and the position of the input that is meant


@dataclass(frozen=True)
class Path:
    """One way from a tensor to the root: where it is used, where that is used, and so on."""

    start: Node
    uses: tuple[Use, ...]  # from the start to the root
    contribution: Array  # what this path adds to the start's gradient

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The tensors on the path, the root last."""
        return (self.start, *(node for node, _ in self.uses))

    @property
    def factors(self) -> list[Array]:
        """The local derivatives along a path of numbers, from the root's on."""
        one = np.ones((), self.contribution.dtype)
        return [carried(node.inputs[i], ((node, i),), one) for node, i in reversed(self.uses)]


@dataclass(frozen=True)
class Paths:
    """The paths from `start` to `root`: the first of them, how many there are, and their sum."""

    start: Node
    root: Node
    count: int
    shown: tuple[Path, ...]
    gradient: Array  # the sum over all paths, by the ordinary walk


def find_paths(root: Node, start: Node, seed: Any = None, most: int = 12) -> Paths:
    """The first `most` paths from `start` back from `root`, and the number of all."""
    g = seed_gradient(root, seed)
    order = route(root, retain_graph=True)
    leading_to({start}, order)
    if start is not root and not order:
        raise ValueError(
            f"explain: {one_line(start.name or 'a tensor')} of shape {start.value.shape} is not in "
            "this graph, or needs no gradient: no path leads from it to the root"
        )
    gradient = walk(root, g, {start}, retain_graph=True)[start]
    uses = uses_of(order)
    shown = tuple(
        Path(start, way, carried(start, way, g)) for way in first_ways(root, start, uses, most)
    )
    return Paths(start, root, count_ways(root, start, uses, order), shown, gradient)


def uses_of(order: list[Node]) -> dict[Node, list[Use]]:
    """Where each tensor is used, among the results in `order`; `x * x` uses x twice."""
    uses: dict[Node, list[Use]] = {}
    for node in order:
        for i, x in enumerate(node.inputs):
            uses.setdefault(x, []).append((node, i))
    return uses


def count_ways(root: Node, start: Node, uses: dict[Node, list[Use]], order: list[Node]) -> int:
    """The number of paths: one for the root; for any other tensor, those of all its uses."""
    ways = {root: 1}
    for node in [*order, start]:  # the root first, so that what a tensor flows into is known
        if node not in ways:
            ways[node] = sum(ways[result] for result, _ in uses.get(node, ()))
    return ways[start]


def first_ways(
    root: Node, start: Node, uses: dict[Node, list[Use]], most: int
) -> list[tuple[Use, ...]]:
    """Up to `most` ways from `start` to `root`; every branch reaches the root."""
    found: list[tuple[Use, ...]] = []
    turns = [iter(uses.get(start, ()))]  # at each tensor of the way, the uses not yet tried
    way: list[Use] = []
    if start is root:
        return [()]
    while turns and len(found) < most:
        use = next(turns[-1], None)
        if use is None:
            turns.pop()
            del way[-1:]
        elif use[0] is root:
            found.append((*way, use))
        else:
            way.append(use)
            turns.append(iter(uses[use[0]]))
    return found


def carried(start: Node, way: tuple[Use, ...], g: Array) -> Array:
    """What g becomes on its way back along one path alone: the walk through a chain."""
    x = first = stand_in(start, 0)
    first.needs_gradient = True
    for age, (node, i) in enumerate(way, 1):
        link = stand_in(node, age)
        link.op, link.settings, link.derivatives = node.op, node.settings, node.derivatives
        others = [stand_in(other, 0) for other in node.inputs]
        link.inputs = (*others[:i], x, *others[i + 1 :])
        link.needs_gradient = True
        x = link
    return np.asarray(walk(x, g, {first}, retain_graph=True)[first])


def stand_in(node: Node, age: int) -> Node:
    """A leaf with the node's value and an age of the caller's choice."""
    leaf = make_node(Node, node.value)
    leaf.age, leaf.name = age, node.name
    return leaf
