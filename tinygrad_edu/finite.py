"""Where a nan or inf came from: the first op that made it, or the leaf that brought it in.

The nodes here are those of `graph`, which stands above this floor.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array
from .mode import Scope, path_of

REMEDIES = {
    "log": "log(0) is -inf, and of a negative number nan: bound its input, x.clip(1e-12), or let "
    "one op do it all: log_softmax, logsumexp, CrossEntropy, BCEWithLogits",
    "exp": "exp overflows above 709, in float32 above 88: subtract the maximum first, or let one "
    "op do it all: softmax, log_softmax, logsumexp, CrossEntropy",
    "divide": "it divided by 0: add something small to the divisor, say 1e-8",
    "sqrt": "the square root of a negative number is nan: bound its input, x.clip(0)",
    "power": "0 to a negative power is inf, a negative number to a fraction nan: bound the base",
    "": "its inputs are so large that the result has no number: the weights ran away, usually "
    "because of a learning rate that is too large; try a tenth of it, and scale the inputs",
}


def not_finite(array: Array) -> Any:
    """Where the entries are nan or inf."""
    return ~np.isfinite(array)


def origin(order: list[Any]) -> str:
    """What first made the nan or inf in the youngest of these results, and what to do about it."""
    root = order[0]
    broken = np.isnan if np.isnan(root.value).any() else not_finite
    node, use = first(order, broken)
    text = made_by(node, use)
    if broken is np.isnan and node.inputs and any(not_finite(x.value).any() for x in node.inputs):
        text = (
            f"{named(node)} made the first nan, of infinities; {made_by(*first(order, not_finite))}"
        )
    return text


def first(order: list[Any], broken: Any) -> tuple[Any, Any]:
    """The oldest broken result, or the leaf that broke it; and the result that used that."""
    for node in reversed(order):  # inputs first
        for x in node.inputs:
            if not x.inputs and broken(x.value).any():
                return x, node
        if broken(node.value).any():
            return node, node
    return order[0], order[0]


def made_by(node: Any, use: Any) -> str:
    """The culprit, what it was given, and a remedy."""
    if node.inputs:
        return f"{named(node)} was the first to make {made(node.op, node.inputs, node.value)}"
    kind = kind_of(node.value)
    count = f"{int(not_finite(node.value).sum())} of {node.value.size} entries"
    which = f"{node.name or 'a tensor'} of shape {node.value.shape}"
    if node.needs_gradient:
        return (
            f"the parameter {which}, which {named(use)} uses, holds {kind} already, in {count}: "
            "a step has put it there, most likely. Try a tenth of the learning rate; "
            "`with tg.debug():` names the op whose derivative is not finite"
        )
    return f"the data is to blame: {which}, which {named(use)} uses, holds {kind} in {count}"


def made(op: Any, inputs: Any, value: Array) -> str:
    """What an op made of which numbers, and a remedy: nan, of -1 … 2; …."""
    given = " and ".join(span(x.value) for x in inputs)
    huge = any(np.abs(x.value[np.isfinite(x.value)]).max(initial=0) > 1e18 for x in inputs)
    usual = huge and op.__name__ != "exp"
    remedy = REMEDIES[""] if usual else REMEDIES.get(op.__name__, REMEDIES[""])
    return f"{kind_of(value)}, of {given}; {remedy}"


def kind_of(array: Array) -> str:
    """Which of the two it holds; nan is the worse."""
    return "nan" if np.isnan(array).any() else "inf"


def named(node: Any) -> str:
    """The op, and the layer in which it ran."""
    return node.op.__name__ + inside(node.scope)


def inside(scope: Scope | None) -> str:
    """In which layer."""
    return "" if scope is None else f" in {path_of(scope)}"


def span(array: Array) -> str:
    """From where to where the numbers go."""
    numbers = array[np.isfinite(array)]
    if not numbers.size:
        return "no finite number"
    low, high = numbers.min(), numbers.max()
    return f"{low:.4g}" if low == high else f"{low:.4g} … {high:.4g}"
