"""Sums that keep their digits: computed in a wider float if x's own would overflow or lose some."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..engine.arrays import HALF, Array
from ..engine.broadcasting import MANY, precise_sum, wider

F = TypeVar("F", bound=Callable[..., Any])


def add_up(x: Array, axis: Any = None, keepdims: bool = False, n: int = 1) -> Any:
    """x.sum(axis) / n, computed so that it neither overflows nor loses digits.

    NumPy adds pairwise along contiguous memory, but row after row across it: the sum of a million
    rows in float32 would have only two correct digits.
    """
    if (x.size > MANY and x.dtype.itemsize < 8) or x.dtype is HALF:
        axes = all_axes(x, axis)
        return precise_sum(x, axes, keepdims, added_in_turn(x, axes), n)
    y: Any = np.add.reduce(x, axis=axis, keepdims=keepdims)  # type: ignore[call-overload]
    return y if n == 1 else y / n


def all_axes(x: Array, axis: Any) -> tuple[int, ...]:
    """The axes as numbers ≥ 0; None means all."""
    return tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(axis, x.ndim)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`add_up` for an array, or the sum of a tensor."""
    return (add_up if type(x) is np.ndarray else type(x).sum)(x, axis=axis, keepdims=keepdims)


def mean_of(x: Any, axis: Any, times: Any = None) -> Any:
    """The mean of x, or of x * times, with the axes kept; einsum is two to three times as fast."""
    axes = all_axes(x, axis)
    n = math.prod([x.shape[k] for k in axes])
    if type(x) is np.ndarray and wider(x.dtype, added_in_turn(x, axes)) is None:
        labels = range(x.ndim)
        factors: Any = [x, labels] if times is None else [x, labels, times, labels]
        y = np.einsum(*factors, [k for k in labels if k not in axes])
        return (y / n).reshape([1 if k in axes else n for k, n in enumerate(x.shape)])
    return total(x if times is None else x * times, axis, True) / n


def added_in_turn(x: Array, axes: tuple[int, ...]) -> int:
    """The number of entries, or of pairwise sums of neighbours, that NumPy adds one by one."""
    if x.size <= MANY:
        return 1
    neighbours, step = 1, 0
    for k in sorted(range(x.ndim), key=lambda k: abs(x.strides[k])):
        if x.shape[k] > 1:
            if k not in axes or x.strides[k] != (step or x.strides[k]):
                break
            neighbours *= x.shape[k]
            step = x.strides[k] * x.shape[k]
    return math.prod([x.shape[k] for k in axes]) // neighbours


def at_least_float32(x: Any) -> Any:
    """x, in float32 if it is float16, where an intermediate result may overflow, at 65504."""
    return x.astype(np.float32) if x.dtype == HALF else x


def in_float32(function: F) -> F:
    """The function, computed in float32 if x is float16, which overflows at 65504.

    The result is rounded to float16.  A `dtype` that the caller gives is left to the function.
    """

    @functools.wraps(function)
    def computed(x: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(x, "dtype", None) is not HALF or kwargs.get("dtype") is not None:
            return function(x, *args, **kwargs)
        return function(x.astype(np.float32), *args, **kwargs).astype(np.float16)

    return computed  # type: ignore[return-value]
