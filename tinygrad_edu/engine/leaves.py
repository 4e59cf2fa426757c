"""From the walk to `.grad`: the arrays that the leaves keep."""

from __future__ import annotations

from sys import getrefcount

import numpy as np

from .arrays import Array
from .graph import Node
from .messages import name_and_shape
from .saved import references


def keep(gradients: dict[Node, Array]) -> None:
    """Add the gradients from a walk to those of the leaves, and of nodes that keep theirs."""
    for node, g in gradients.items():
        if getrefcount(g) > UNSHARED or g.base is not None or not g.flags.writeable:
            g = np.array(g)  # the array or its memory is used elsewhere
        if node.gradient is None:
            node.gradient = g
        else:
            add_to(node, g)


UNSHARED = references(2)  # the count for an array that only the walk's result and `items` hold


def add_to(node: Node, g: Array) -> None:
    """Add g to the existing gradient."""
    old = node.gradient
    if old is None:
        raise RuntimeError(
            f"backward: the gradient of {name_and_shape(node)} was set to None while backward() "
            "added to it: another thread trains the same model; give each thread a copy, "
            "copy.deepcopy(model), or let them take turns with threading.Lock"
        )
    node.gradient = np.asarray(old + g)
