"""Sums that keep their digits: computed in a wider float if x's own would overflow or lose some."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..engine.arrays import HALF, Array
from ..engine.broadcasting import MANY, wider

F = TypeVar("F", bound=Callable[..., Any])


def add_up(x: Array, axis: Any = None, keepdims: bool = False, n: int = 1) -> Any:
    """x.sum(axis) / n, computed in a wider float if x's own would overflow or lose digits.

    NumPy adds pairwise along contiguous memory, but row after row across it: the sum of a million
    rows in float32 would have only two correct digits.
    """
    wide = None
    if x.size > MANY or x.dtype is HALF:
        wide = wider(x.dtype, added_in_turn(x, axis))
    y: Any = np.add.reduce(x, axis=axis, dtype=wide, keepdims=keepdims)  # type: ignore[call-overload]
    if n != 1:
        y = y / n
    return y if wide is None else y.astype(x.dtype)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`add_up` for an array, or the sum of a tensor."""
    return (add_up if type(x) is np.ndarray else type(x).sum)(x, axis=axis, keepdims=keepdims)


def added_in_turn(x: Array, axis: Any) -> int:
    """The number of entries, or of pairwise sums of neighbours, that NumPy adds one by one."""
    if x.size <= MANY:  # a 0-d array, among others, which has no axis
        return 1
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    neighbours, step = 1, 0
    for k in sorted(range(x.ndim), key=lambda k: abs(x.strides[k])):
        if x.shape[k] > 1:
            if k not in axes or x.strides[k] != (step or x.strides[k]):
                break
            neighbours *= x.shape[k]
            step = x.strides[k] * x.shape[k]
    return math.prod(x.shape[k] for k in axes) // neighbours


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
