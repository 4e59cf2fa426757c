"""What the engine guards against: rules that fail, wrong shapes, values that changed meanwhile.

The nodes here are those of `graph`, which stands on this floor.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .arrays import Array, total
from .messages import ours
from .state import mode
from .terminal import one_line

# How an op's derivatives are meant: local ones, mirror ops, or vector–Jacobian products.
ELEMENTWISE, LINEAR_MAP, DIFFERENTIABLE = "elementwise", "linear map", "differentiable"


class GradientError(ValueError):
    """A derivative that cannot be right: its count, its shape or its value."""


class LeftGraphError(RuntimeError):
    """A rule that runs on tensors makes a Python number of one, and so loses its derivative."""


def explained(op: Any, inputs: tuple[Any, ...], error: Exception) -> Exception:
    """A rule's error with the op's name and the shapes it was given, to be raised again."""
    shapes = " and ".join(str(x.value.shape) for x in inputs)
    given = f"the inputs have the shapes {shapes}" if len(inputs) > 1 else f"x has shape {shapes}"
    if type(error) not in (ValueError, TypeError, IndexError, np.exceptions.AxisError):
        error.add_note(f"in the rule of {op.__name__}; {given}")
        return error
    reason = str(error).partition(" with shapes")[0].rstrip(".")  # which NumPy sometimes names
    if "which has no identity" in reason:
        reason = "an axis has no entries, and so no largest or smallest one"
        given += "; leave out what is empty, or give initial= to start from"
    if "truth value of an array" in reason:
        given += "; choose entry by entry with np.where(condition, a, b) in the place of if"
    if "converted to Python scalars" in reason:
        given += "; math and float() take one number: write NumPy's function, np.exp for math.exp"
    if op.__name__ in ("max", "min") and "single integer" in reason:
        given += "; of two tensors: tg.maximum(x, y), tg.minimum(x, y)"
    if "broadcast" in reason:
        given += "; compared from the last axis on, two sizes must be equal, or one of them 1"
    way = error.__traceback__  # into the rule, which is shown if it is the user's
    while way is not None and ours(way.tb_frame):
        way = way.tb_next
    return type(error)(f"{op.__name__}: {reason}; {given}").with_traceback(way)


def undo_broadcasting(node: Any, i: int, d: Any) -> Any:
    """Sum `d` over the axes along which input `i` was stretched to the shape of the result.

    A value that is used many times gets the sum of its gradients.  Only what broadcasting can
    have made is summed: axes of the result that the input lacks, or has with size 1, beside
    another input that has them.
    """
    shape, result = node.inputs[i].value.shape, node.value.shape
    missing = d.ndim - len(shape)
    stretched = tuple(
        k for k in range(d.ndim) if k < missing or shape[k - missing] == 1 != d.shape[k]
    )
    if (
        (d.shape != result if node.op.kind is ELEMENTWISE else len(node.inputs) == 1)
        or not 0 <= missing <= len(result) - len(shape)
        or any(n not in (1, d.shape[missing + k]) for k, n in enumerate(shape))
        or any(d.shape[k] != result[k] for k in stretched)
    ):
        raise GradientError(
            f"{node.op.__name__}: the derivative for input {i} gave a gradient of shape "
            f"{d.shape}, but the input has shape {shape} and the result {result}; "
            "a gradient has the shape of its input"
        )
    return total(d, axis=stretched, keepdims=True).reshape(shape)  # keepdims: never a scalar


def refuse_stale(
    order: list[Any], changed: list[Any], create_graph: bool, retain_graph: bool
) -> None:
    """Raise if a derivative needs the old value of a leaf that was changed since.

    It does if it holds the array that was overwritten, or if the rule runs again on that array.
    Inputs that were released count as changed, too.
    """
    if any(x.age == math.inf for x in changed):
        if create_graph or retain_graph:
            raise released("backward")
        raise second_pass(next(x for x in order if x.inputs[0].age == math.inf), order[0])
    for node in order:
        if node.derivatives is None and not (create_graph or retain_graph):
            continue  # `walk` will say that this is the second pass
        values = [x.value for x in node.inputs]
        again = node.op.kind is not LINEAR_MAP and (create_graph or node.derivatives is None)
        derivatives = node.derivatives or node.op.rule(*values, **node.settings)
        held = [
            array
            for x, derivative in zip(node.inputs, derivatives[1:], strict=False)
            if x.needs_gradient
            for array in arrays_in(derivative)
        ]
        for leaf in changed:
            if leaf.age > node.age and any(
                np.shares_memory(array, leaf.value)
                for array in (held + values if again and held else held)
            ):
                raise RuntimeError(
                    f"backward: {node.op.__name__} needs the value that "
                    f"{one_line(leaf.name or 'a leaf')} of shape {leaf.value.shape} had in the "
                    "forward pass, but it was changed since (by .data, an optimiser's step or "
                    "load_state_dict); run the forward pass again, then backward, then step"
                )


def second_pass(node: Any, root: Any) -> RuntimeError:
    """The error for a graph, or a part of one, that an earlier pass has freed."""
    if root.age < mode.passed:
        return RuntimeError(
            "backward: this is the second pass through the same graph, and the first one freed "
            "what its derivatives need; compute the loss inside the loop, anew for each backward. "
            "To go twice through one graph on purpose, let the first pass keep it, with "
            "retain_graph=True"
        )
    return RuntimeError(
        f"backward: this is the second pass through a part of the graph: the loss is new, but it "
        f"uses a result of {node.op.__name__}, of shape {node.value.shape}, computed before the "
        "last backward, which freed what its derivatives need. Compute it inside the loop, or, if "
        "it is a state, a running mean or a weight, take its values: .detach(). To go through it "
        "again on purpose, let the first pass keep it, with retain_graph=True"
    )


def released(what: str) -> RuntimeError:
    """The error for a graph of which only the values are left."""
    return RuntimeError(
        f"{what}: this graph was released when a later backward() had run; look at it before "
        "that, or keep it with backward(retain_graph=True)"
    )


def arrays_in(function: Any) -> list[Array]:
    """The arrays that a function keeps alive: those it, or a function in it, closes over."""
    found, things, seen = [], [function], set()
    for thing in things:  # grows on the way
        if isinstance(thing, np.ndarray):
            found.append(thing)
        elif isinstance(thing, tuple | list):
            things += thing
        elif callable(thing) and thing not in seen:
            seen.add(thing)
            things += [cell.cell_contents for cell in getattr(thing, "__closure__", None) or ()]
            things += getattr(thing, "__defaults__", None) or ()
    return found
