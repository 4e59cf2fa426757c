"""From the walk to `.grad`: which arrays the leaves keep."""

from __future__ import annotations

from sys import getrefcount

import numpy as np

from .arrays import Array
from .graph import Node
from .messages import one_line
from .saved import references


def keep(gradients: dict[Node, Array]) -> None:
    """Add what a walk found to the gradients of the leaves, and of nodes that asked for theirs."""
    for node, g in gradients.items():
        if getrefcount(g) > UNSHARED or g.base is not None or not g.flags.writeable:
            g = np.array(g)  # somebody else holds or owns the array
        if node.gradient is None:
            node.gradient = g
        else:
            add_to(node, g)


UNSHARED = references(2)  # of an array that only the walk's result holds, and `items`


def add_to(node: Node, g: Array) -> None:
    """Add g to the gradient that is there."""
    old = node.gradient
    if old is None:
        raise RuntimeError(
            f"backward: the gradient of {one_line(node.name or 'a tensor')} of shape "
            f"{node.value.shape} was set to None while backward() added to it: another thread "
            "trains the same model; give each thread a copy, copy.deepcopy(model), or let them "
            "take turns with threading.Lock"
        )
    node.gradient = np.asarray(old + g)
