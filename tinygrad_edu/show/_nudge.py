"""The meaning of a derivative: move one number a little, and see how far the loss moves.

    L(w + by) − L(w)  ≈  ∂L/∂w · by

The derivative promises the right side.  The recorded graph, run again, tells the left side.  Half
the nudge leaves a quarter of the error: what is missing is ½ ∂²L/∂w² · by² and smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .._terminal import folded
from ..engine.arrays import Array
from ..engine.graph import Node, route, walk
from ..engine.messages import name_and_shape, one_line
from ..ops.arguments import is_integer
from ..watch.digits import short
from ..watch.seed import seed_gradient
from ..watch.tables import ruled

Index = tuple[int, ...]


@dataclass(frozen=True)
class Nudge:
    """One entry, moved: what its derivative promised, and what came of it."""

    index: Index
    value: float
    gradient: float
    predicted: float  # gradient · by
    actual: float  # loss(value + by) − loss(value)

    @property
    def error(self) -> float:
        """The part that the straight line misses: about ½ ∂²L/∂w² · by²."""
        return self.actual - self.predicted


@dataclass(frozen=True, repr=False)
class Nudges:
    """The nudges of one parameter; printed as a table, largest gradient first."""

    name: str
    by: float
    loss: float
    rows: tuple[Nudge, ...]
    size: int  # of the parameter

    def __iter__(self) -> Iterator[Nudge]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, k: int) -> Nudge:
        return self.rows[k]

    def __repr__(self) -> str:
        rows: list[tuple[str, ...]] = []
        heads = ("entry", "value", "gradient", "predicted", "actual", "error")
        for row in self.rows:
            place = f"[{', '.join(map(str, row.index))}]" if row.index else ""
            changes = [short(x, sign="+") for x in (row.predicted, row.actual, row.error)]
            rows.append((self.name + place, short(row.value), short(row.gradient), *changes))
        move = f"If one entry of {self.name} moves by {short(self.by)}, it changes by:"
        start = folded([f"The loss is {short(self.loss)}.  {move}"], "")
        lines = [*start, *ruled([heads, *rows], rule="")]
        if (left := self.size - len(self.rows)) > 0:
            lines.append(f"… and {left:,} more, with smaller gradients")
        return "\n".join(lines)


def nudge(
    loss: Node,
    parameter: Node,
    by: float = 1e-3,
    *,
    index: int | Index | None = None,
    k: int = 5,
    name: str | None = None,
) -> Nudges:
    """The predicted and the actual change of `loss` when one entry of `parameter` moves by `by`.

    `index` names the entry; without it, each of the `k` entries with the largest |gradient| gets
    its turn.  The recorded graph runs again, in float64 so that rounding does not hide a small
    change; nothing else is touched: not the parameter, not its `.grad`.

    >>> from tinygrad_edu import Tensor
    >>> w = Tensor([3.0, 1.0], requires_grad=True, name="w")
    >>> nudge((w * w).sum(), w, by=0.01)
    The loss is 10.  If one entry of w moves by 0.01, it changes by:
    entry  value  gradient  predicted   actual    error
    w[0]       3         6      +0.06  +0.0601  +0.0001
    w[1]       1         2      +0.02  +0.0201  +0.0001
    """
    order = graph_of(loss, parameter)
    if by == 0 or not math.isfinite(by):
        raise ValueError(f"nudge: by={by} moves nothing; try by=0.001")
    if index is None and k < 1:
        raise ValueError(f"nudge: k={k}, but at least one entry must be nudged")
    start = seed_gradient(loss, None)
    gradient = walk(loss, start, {parameter}, retain_graph=True)[parameter]
    largest = np.argsort(-np.abs(gradient), axis=None, kind="stable")[:k]
    places = [tuple(map(int, np.unravel_index(at, gradient.shape))) for at in largest]
    if index is not None:
        places = [entry(parameter, index)]
    value = parameter.value.astype(np.float64)
    before = run(order, loss, parameter, value)
    rows = []
    for place in places:
        moved = value.copy()
        moved[place] += by
        slope = float(gradient[place])
        change = run(order, loss, parameter, moved) - before
        rows.append(Nudge(place, float(value[place]), slope, slope * by, change))
    called = one_line(name or parameter.name or "w")
    return Nudges(called, float(by), before, tuple(rows), 0 if index is not None else gradient.size)


def run(order: list[Node], loss: Node, parameter: Node, value: Array) -> float:
    """The loss that the recorded ops give for another value of the parameter, in float64."""
    values: dict[Node, Array] = {parameter: value}
    for node in reversed(order):  # inputs first
        if node.op and any(x in values for x in node.inputs):
            inputs = [values.get(x, x.value) for x in node.inputs]
            exact = [x.astype(np.float64) if x.dtype.kind == "f" else x for x in inputs]
            values[node] = np.asarray(node.op.rule(*exact, **node.settings)[0])
    return float(values.get(loss, loss.value).item())


def entry(parameter: Node, index: int | Index) -> Index:
    """The index, checked, with negative numbers counted from the end."""
    given = index if isinstance(index, tuple) else (index,)
    shape = parameter.value.shape
    fits = len(given) == len(shape) and all(map(is_integer, given))
    if not fits or not all(-n <= i < n for i, n in zip(given, shape, strict=True)):
        ranges = ", ".join(f"0 … {n - 1}" for n in shape)
        needed = f"one number for each axis: ({ranges})" if shape else "(): it is one number"
        what = f"index {index} is no entry of {name_and_shape(parameter)}"
        raise IndexError(f"nudge: {what}; it needs {needed}")
    return tuple(int(i) % n for i, n in zip(given, shape, strict=True))


def graph_of(loss: Node, parameter: Node) -> list[Node]:
    """The graph behind `loss`, if the parameter is part of it."""
    for word, x in (("loss", loss), ("parameter", parameter)):
        if not isinstance(x, Node):
            raise TypeError(f"nudge: the {word} is a {type(x).__name__}, not a Tensor")
    shape = loss.value.shape
    what = name_and_shape(parameter)
    if loss.value.size != 1:
        advice = "must be one number; reduce it first, with .sum() or .mean()"
        raise ValueError(f"nudge: the loss has shape {shape}, but its change {advice}")
    if parameter.op:
        made = f"a result of {parameter.op.__name__}, not a leaf"
        raise ValueError(f"nudge: {what} is {made}: nudge what it was computed from")
    order = route(loss, retain_graph=True)
    uses = [(x, node) for node in order for x in node.inputs]
    if not parameter.needs_gradient or all(x is not parameter for x, _ in uses):
        advice = "was it replaced, detached, or does it not require a gradient?"
        raise ValueError(f"nudge: {what} is not a parameter of this loss; {advice}")
    late = [name_and_shape(x) for x, node in uses if x.age > node.age]
    if late:
        what = f"{late[0]} was changed after the loss was computed from it"
        raise RuntimeError(f"nudge: {what}; compute the loss again")
    return order
