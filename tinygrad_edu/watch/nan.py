"""The origin of a nan or inf: the first op that made it, or the leaf that held it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.arrays import Array
from ..engine.messages import name_and_shape
from ..engine.state import Scope
from .clock import clock_of
from .digits import short
from .layers import path_of

RAN_AWAY = (
    "its inputs are so large that the result has no number: the weights ran away, usually "
    "because of a learning rate that is too large; try a tenth of it, and scale the inputs"
)


def not_finite(array: Array) -> Any:
    """A mask of the entries that are nan or inf."""
    return ~np.isfinite(array)


def origin(root: Any) -> str:
    """The origin of the nan or inf in a result, and a remedy."""
    broken = np.isnan if np.isnan(root.value).any() else not_finite
    node, use = first(root, broken)
    text = made_by(node, use)
    if broken is np.isnan and any(not_finite(x.value).any() for x in node.inputs):
        infinite = made_by(*first(node, not_finite))
        text = f"{culprit(node)} made the first nan, of infinities; {infinite}"
    return text


def first(node: Any, broken: Any) -> tuple[Any, Any]:
    """The earliest broken value on a path of broken values, and the result that uses it.

    So a leaf whose infinities did no harm, such as a mask of -inf, is not blamed.
    """
    use = node
    while behind := [x for x in node.inputs if broken(x.value).any()]:
        use, node = node, behind[0]
    return node, use


def made_by(node: Any, use: Any) -> str:
    """The culprit, what it was given, and a remedy."""
    if node.inputs:
        return f"{culprit(node)} was the first to make {made(node.op, node.inputs, node.value)}"
    wrong = node.value[not_finite(node.value)]
    kind = "-inf" if (wrong == -np.inf).all() else nan_or_inf(node.value)
    holds = f"{name_and_shape(node)}, which {culprit(use)} uses, holds {kind}"
    count = f"{wrong.size} of {node.value.size} entries"
    if node.needs_gradient and clock_of(node).last < math.inf:  # a backward has reached it before
        return (
            f"the parameter {holds} already, in {count}: "
            "a step has put it there, most likely. Try a tenth of the learning rate; "
            "`with tg.debug():` names the op whose derivative is not finite"
        )
    if node.needs_gradient:
        return (
            f"the parameter {holds} in {count}, and did before any backward reached it. If these "
            "are not the values you gave it, but those of an earlier training, repeat that with a "
            "tenth of the learning rate"
        )
    mask = "; a mask of -inf must leave a finite entry in each row" if kind == "-inf" else ""
    return f"the data is to blame: {holds} in {count}{mask}"


def made(op: Any, inputs: Any, value: Array) -> str:
    """An op's nan or inf, the numbers it came from, and a remedy: nan, of -1 … 2; …."""
    given = " and ".join(span(x.value) for x in inputs)
    huge = any(float(np.abs(x.value[np.isfinite(x.value)]).max(initial=0)) > 1e18 for x in inputs)
    usual = huge and op.__name__ != "exp"
    remedy = RAN_AWAY if usual else op.facts.remedy or RAN_AWAY
    return f"{nan_or_inf(value)}, of {given}; {remedy}"


def nan_or_inf(array: Array) -> str:
    """The kind of broken number: "nan" if the array holds any, otherwise "inf"."""
    return "nan" if np.isnan(array).any() else "inf"


def culprit(node: Any) -> str:
    """The op, and the layer in which it ran."""
    return node.op.__name__ + in_layer(node.scope)


def in_layer(scope: Scope | None) -> str:
    """The layer, as a phrase; empty if there is none."""
    return "" if scope is None else f" in {path_of(scope)}"


def span(array: Array) -> str:
    """The range of the finite entries."""
    numbers = array[np.isfinite(array)]
    if not numbers.size:
        return "no finite number"
    low = numbers.min()
    high = numbers.max()
    return short(low) if low == high else f"{short(low)} … {short(high)}"
