"""The axes that broadcasting stretched, and the sum that undoes it: only here.

Nodes come from `graph`, which imports this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .arrays import HALF, Array
from .messages import GradientError
from .saved import ELEMENTWISE, Node

Shape = tuple[int, ...]


def stretched_axes(shape: Shape, result: Shape) -> tuple[int, ...]:
    """The axes of `result` along which broadcasting stretched an array of `shape`.

    >>> stretched_axes((3, 1), (2, 3, 4))
    (0, 2)
    """
    missing = len(result) - len(shape)
    return tuple([k for k, n in enumerate(result) if k < missing or shape[k - missing] == 1 != n])


def fitted(node: Node, i: int, d: Any) -> Any:
    """The contribution `d` to the gradient of input `i`, in that input's shape and dtype."""
    if d.dtype.kind not in "fiub":
        raise GradientError(
            f"{node.op.__name__}: the derivative for input {i} gave no gradient, but an array of "
            f"{d.dtype}; a gradient is an array of real numbers"
        )
    x = node.inputs[i].value
    if d.shape != x.shape:
        d = undo_broadcasting(node, i, d)
    return d if d.dtype == x.dtype else d.astype(x.dtype)


def undo_broadcasting(node: Node, i: int, d: Any) -> Any:
    """Sum `d` over the axes along which input `i` was stretched to the shape of the result.

    A value that is used many times gets the sum of its gradients.  Only axes that broadcasting
    can have stretched are summed: this input lacks them, or has size 1, and another has more.
    """
    shape, result = node.inputs[i].value.shape, node.value.shape
    missing = d.ndim - len(shape)
    axes = stretched_axes(shape, d.shape)
    if (
        (d.shape != result if node.op.kind is ELEMENTWISE else len(node.inputs) == 1)
        or not 0 <= missing <= len(result) - len(shape)
        or any(n not in (1, d.shape[missing + k]) for k, n in enumerate(shape))
        or any(d.shape[k] != result[k] for k in axes)
    ):
        raise GradientError(
            f"{node.op.__name__}: the derivative for input {i} gave a gradient of shape "
            f"{d.shape}, but the input has shape {shape} and the result {result}; "
            "a gradient has the shape of its input"
        )
    if type(d) is not np.ndarray:  # a tensor, whose own `sum` is precise
        return d.sum(axis=axes).reshape(shape)
    return precise_sum(d, axes, False, math.prod([d.shape[k] for k in axes])).reshape(shape)


def precise_sum(x: Array, axes: Shape, keepdims: bool, in_turn: int, n: int = 1) -> Any:
    """x.sum(axes) / n, where NumPy would add `in_turn` numbers one by one, and lose digits."""
    wide, dtype = wider(x.dtype, in_turn), x.dtype
    if wide is np.float64:  # x as 64 long rows: the fewer rows, the faster NumPy adds them
        k = max(axes, key=lambda k: x.shape[k])
        rows = np.moveaxis(x, k, 0)
        n_64 = len(rows) // 64
        parts = rows[: 64 * n_64].reshape(64, n_64, *rows.shape[1:])
        parts = parts.sum(0, dtype if dtype is not HALF and in_turn <= 64 * MANY else wide)
        x = np.moveaxis(np.concatenate([parts, rows[64 * n_64 :]]), 0, k)
    y: Any = np.add.reduce(x, axis=axes, dtype=wide, keepdims=keepdims)  # type: ignore[call-overload]
    return (y if n == 1 else y / n) if wide is None else (y / n).astype(dtype)


MANY = 1024  # up to this many rows are added in float32; the error is about 1e-5 of the sum


def wider(dtype: np.dtype[Any], in_turn: int) -> type[np.floating[Any]] | None:
    """The dtype in which to add this many numbers one by one; None if their own is wide enough."""
    if dtype.kind != "f" or dtype.itemsize > 4:
        return None
    if in_turn > MANY:
        return np.float64
    return np.float32 if dtype is HALF else None
