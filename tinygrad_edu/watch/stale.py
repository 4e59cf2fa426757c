"""Values that changed between the forward and the backward pass.

The engine finds leaves that are younger than a result that uses them; this file decides whether a
derivative still needs the old values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.arrays import Array
from ..engine.graph import Node
from ..engine.messages import name_and_shape
from ..engine.saved import LINEAR_MAP, second_pass
from ..engine.state import when_changed


def refuse_stale(
    order: list[Node], changed: list[Node], create_graph: bool, retain_graph: bool
) -> None:
    """Raise if a derivative needs the old value of a leaf that has changed since.

    It does if it holds the array that was overwritten, or if the rule runs again on that array.
    Released inputs count as changed, too.
    """
    if any(x.age == math.inf for x in changed):
        if create_graph or retain_graph:
            raise released("backward")
        raise second_pass(next(x for x in order if x.inputs[0].age == math.inf), order[0])
    for node in order:
        op = node.op
        assert op is not None
        if node.derivatives is None and not (create_graph or retain_graph):
            continue  # `walk` will report the second pass
        values = [x.value for x in node.inputs]
        again = op.kind is not LINEAR_MAP and (create_graph or node.derivatives is None)
        derivatives = node.derivatives or op.rule(*values, **node.settings)
        held = arrays_held(node.inputs, derivatives)
        if again and held:
            held += values
        for leaf in changed:
            if leaf.age > node.age and any(np.shares_memory(a, leaf.value) for a in held):
                raise RuntimeError(
                    f"backward: {op.__name__} needs the value that "
                    f"{name_and_shape(leaf, 'a leaf')} had in the "
                    "forward pass, but it has changed since (by .data, an optimiser's step or "
                    "load_state_dict); run the forward pass again, then backward, then step"
                )


def released(what: str) -> RuntimeError:
    """The error for a graph that has only its values left."""
    return RuntimeError(
        f"{what}: this graph was released when a later backward() had run; look at it before "
        "that, or keep it with backward(retain_graph=True)"
    )


def arrays_held(inputs: tuple[Node, ...], derivatives: tuple[Any, ...]) -> list[Array]:
    """The arrays that the derivatives for inputs that need a gradient keep alive."""
    needed = zip(inputs, derivatives[1:], strict=False)
    return [a for x, derivative in needed if x.needs_gradient for a in arrays_in(derivative)]


def arrays_in(function: Callable[..., Any]) -> list[Array]:
    """The arrays that a function keeps alive: those it, or a function in it, closes over."""
    found: list[Array] = []
    seen: set[Any] = set()
    waiting: list[Any] = [function]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, np.ndarray):
            found.append(thing)
        elif isinstance(thing, tuple | list):
            waiting += thing
        elif callable(thing) and thing not in seen:
            seen.add(thing)
            waiting += [cell.cell_contents for cell in getattr(thing, "__closure__", None) or ()]
            waiting += getattr(thing, "__defaults__", None) or ()
    return found


when_changed.append(refuse_stale)
