"""From the walk to `.grad`: the seed that it starts from, and the arrays that the leaves keep."""

from __future__ import annotations

from sys import getrefcount
from typing import Any

import numpy as np

from .arrays import Array, as_data, number
from .graph import Node, walk


def backward(root: Node, seed: Any = None, retain_graph: bool = False) -> None:
    """Add ∂root/∂x into the gradient of each leaf x, and of each node that asked for it."""
    gradients = walk(root, seed_gradient(root, seed), retain_graph=retain_graph)
    for node in list(gradients):  # not before the walk is over: an error changes nothing
        g = take(gradients, node)
        node.gradient = g if node.gradient is None else np.asarray(node.gradient + g)


def seed_gradient(root: Node, seed: Any) -> Array:
    """∂L/∂root to start from: 1 for a root of one element, else what was given."""
    if not root.needs_gradient:
        raise RuntimeError(
            "backward: nothing here needs a gradient; make a parameter with "
            "Tensor(..., requires_grad=True), and compute outside of no_grad()"
        )
    shape, dtype = root.value.shape, root.value.dtype
    if seed is None:
        if root.value.size != 1:
            raise RuntimeError(
                f"backward: the gradient of a tensor of shape {shape} is not one number's; "
                "reduce it first, with .sum() or .mean(), or give ∂L/∂output with grad="
            )
        return np.ones(shape, dtype) if shape else number(1, dtype)  # np.ones is slow
    seed = seed.value if isinstance(seed, Node) else as_data(seed, partner=dtype)
    if seed.shape != shape:
        raise ValueError(
            f"backward: grad has shape {seed.shape}, but the tensor has shape {shape}; "
            "they must be the same"
        )
    return seed.astype(dtype)  # a copy


def take(gradients: dict[Node, Array], node: Node) -> Array:
    """The node's gradient, for it alone: a copy if anybody else holds or owns the array."""
    g = gradients.pop(node)
    alone = getrefcount(g) <= UNSHARED and g.base is None and g.flags.writeable
    return g if alone else np.array(g)


def count_references(bag: dict[int, Array]) -> int:
    """What `take` counts for an array that nobody else holds; it differs between Pythons."""
    g = bag.pop(0)
    return getrefcount(g)


UNSHARED = count_references({0: np.zeros(1)})
