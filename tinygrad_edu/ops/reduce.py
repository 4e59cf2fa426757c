"""Ops that make one entry of many: along an axis, several axes, or all.

`axis` is None (all), a number or a tuple of numbers, as in NumPy.
"""

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..arrays import shape_of
from ..guards import unexpected
from ..rules import differentiable, linear_map
from .elementwise import constant, maximum, minimum, sqrt
from .elementwise import where as choose
from .shape import broadcast_to


def restore(y: Any, x: Any, axis: Any) -> Any:
    """A reduction `y` of `x`, with the reduced axes back, as size 1."""
    if y.ndim == x.ndim:
        return y
    return y.reshape(kept_shape(x.shape, axis))


def kept_shape(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """The shape of a reduction over `axis` with keepdims=True."""
    if axis is None:
        return (1,) * len(shape)
    if type(axis) is int:  # the common case, ten times as fast
        return (*shape[:axis], 1, *shape[axis + 1 or len(shape) :])
    axes = normalize_axis_tuple(axis, len(shape))
    return tuple(1 if k in axes else n for k, n in enumerate(shape))


def count(shape: tuple[int, ...], axis: Any) -> int:
    """How many entries make one."""
    if axis is None:
        return math.prod(shape)
    return math.prod(shape[k] for k in normalize_axis_tuple(axis, len(shape)))


@linear_map
def _sum(x, /, axis=None, keepdims=False):
    """x.sum(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis), x.shape)
    """
    shape = x.shape
    y = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return y, lambda g: broadcast_to(g.reshape(kept_shape(shape, axis)), shape=shape)


@linear_map
def _mean(x, /, axis=None, keepdims=False):
    """x.mean(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis) / count(x.shape, axis), x.shape)
    """
    shape, n = x.shape, count(x.shape, axis)
    y = np.add.reduce(x, axis=axis, keepdims=keepdims) / n
    return y, lambda g: broadcast_to((g / n).reshape(kept_shape(shape, axis)), shape=shape)


@differentiable
def _max(x, /, axis=None, keepdims=False):
    """x.max(axis=axis, keepdims=keepdims)

    ∂L/∂x = shared(restore(g, x, axis), x == restore(y, x, axis), axis)
    """
    y = x.max(axis=axis, keepdims=keepdims)
    return y, lambda g: shared(restore(g, x, axis), x == restore(y, x, axis), axis)


@differentiable
def _min(x, /, axis=None, keepdims=False):
    """x.min(axis=axis, keepdims=keepdims)

    ∂L/∂x = shared(restore(g, x, axis), x == restore(y, x, axis), axis)
    """
    y = x.min(axis=axis, keepdims=keepdims)
    return y, lambda g: shared(restore(g, x, axis), x == restore(y, x, axis), axis)


def shared(g: Any, winners: Any, axis: Any) -> Any:
    """g for the winners; where several tie they share it evenly; nan where nan let nobody win."""
    with np.errstate(invalid="ignore"):
        share = winners / winners.sum(axis=axis, keepdims=True)
    return g * share.astype(g.dtype)


@differentiable
def _prod(x, /, axis=None, keepdims=False):
    """x.prod(axis=axis, keepdims=keepdims)

    ∂L/∂x = restore(g, x, axis) * product_of_others(x, axis)
    """
    y = x.prod(axis=axis, keepdims=keepdims)
    return y, lambda g: restore(g, x, axis) * product_of_others(x, axis)


def product_of_others(x: Any, axis: Any) -> Any:
    """For each entry the product of the others along the axes: exact where some are zero.

    Every entry gets a row of all the entries that it is multiplied with, itself replaced by 1.
    """
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    order = [k for k in range(x.ndim) if k not in axes] + list(axes)
    moved = x.transpose(order)
    rest = moved.shape[: x.ndim - len(axes)]
    n = count(x.shape, axis)
    rows = np.broadcast_to(moved.reshape((*rest, 1, n)), (*rest, n, n))
    others = np.where(np.eye(n, dtype=bool), np.ones((), x.dtype), rows).prod(axis=-1)
    return others.reshape(moved.shape).transpose(np.argsort(order))


# --- the same, with the keywords that NumPy's functions take -----------------------------------


def sum(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
    initial: Any = None,
    **wrong: Any,
) -> Any:
    """The sum of the entries that `where` chooses, or of all, plus `initial`."""
    if wrong:
        raise unexpected("sum", wrong)
    y = _sum(counted(x, where, 0, dtype), axis=axis, keepdims=keepdims)
    return y if initial is None else y + initial


def mean(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
    **wrong: Any,
) -> Any:
    """The mean of the entries that `where` chooses, or of all."""
    if wrong:
        raise unexpected("mean", wrong)
    x = counted(x, where, 0, dtype)
    if where is None:
        return _mean(x, axis=axis, keepdims=keepdims)
    return _sum(x, axis=axis, keepdims=keepdims) / how_many(where, x, axis, keepdims)


def prod(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    dtype: Any = None,
    where: Any = None,
    initial: Any = None,
    **wrong: Any,
) -> Any:
    """The product of the entries that `where` chooses, or of all, times `initial`."""
    if wrong:
        raise unexpected("prod", wrong)
    y = _prod(counted(x, where, 1, dtype), axis=axis, keepdims=keepdims)
    return y if initial is None else y * initial


def max(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    where: Any = None,
    initial: Any = None,
    **wrong: Any,
) -> Any:
    """The largest of the entries that `where` chooses, or of all, and of `initial`."""
    if wrong:
        raise unexpected("max", wrong)
    need_initial("max", where, initial)
    y = _max(counted(x, where, initial), axis=axis, keepdims=keepdims)
    return y if initial is None else maximum(y, initial)


def min(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    *,
    where: Any = None,
    initial: Any = None,
    **wrong: Any,
) -> Any:
    """The smallest of the entries that `where` chooses, or of all, and of `initial`."""
    if wrong:
        raise unexpected("min", wrong)
    need_initial("min", where, initial)
    y = _min(counted(x, where, initial), axis=axis, keepdims=keepdims)
    return y if initial is None else minimum(y, initial)


def counted(x: Any, where: Any, other: Any, dtype: Any = None) -> Any:
    """x in the dtype, and `other`, which changes nothing, where it does not count."""
    if dtype is not None:
        x = x.astype(dtype)
    return x if where is None else choose(chosen(where, x), x, other)


def chosen(where: Any, x: Any) -> Any:
    """A mask of x's shape."""
    return np.broadcast_to(np.asarray(constant(where), bool), shape_of(x))


def how_many(where: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """How many entries are chosen for each result, in x's dtype if that is one of floats."""
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    return np.sum(chosen(where, x), axis=axis, keepdims=keepdims, dtype=dtype)


def need_initial(op: str, where: Any, initial: Any) -> None:
    """Raise a ValueError if nothing may be chosen, and nothing is there instead."""
    if where is not None and initial is None:
        raise ValueError(
            f"{op}: where= may choose nothing, so give a value for that: initial=0, for example"
        )


def var(
    x: Any,
    axis: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    correction: float | None = None,
    dtype: Any = None,
    where: Any = None,
    **wrong: Any,
) -> Any:
    """The mean squared distance from the mean, over n - ddof; ddof=1 gives PyTorch's.

    `correction` is another name for `ddof`.
    """
    if wrong:
        raise unexpected("var", wrong)
    if correction is not None and ddof:
        raise ValueError("var: ddof and correction are two names of one setting; give one of them")
    x = counted(x, None, 0, dtype)
    distance = counted(x - mean(x, axis, keepdims=True, where=where), where, 0)
    n = count(shape_of(x), axis) if where is None else how_many(where, x, axis, keepdims)
    left = n - (ddof if correction is None else correction)
    if np.any(left <= 0):
        raise ValueError(f"var: {n} entries with ddof={ddof} leave nothing to divide by")
    return _sum(distance * distance, axis=axis, keepdims=keepdims) * (1 / left)


def std(x: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False, **more: Any) -> Any:
    """The root of `var`, whose keywords it takes; undefined slope where all entries are equal."""
    return sqrt(var(x, axis, ddof, keepdims, **more))


@linear_map
def cumsum(x, /, axis=None):
    """x.cumsum(axis=axis)

    ∂L/∂x = flip(flip(g, axis or 0).cumsum(axis=axis), axis or 0).reshape(x.shape)
    """
    shape = x.shape
    along = 0 if axis is None else axis  # None: of the flattened array
    return np.cumsum(x, axis=axis), lambda g: np.flip(
        np.cumsum(np.flip(g, along), axis=along), along
    ).reshape(shape)


def cumprod(x: Any, axis: Any = None) -> Any:
    """The running product along an axis: exact where entries are zero, in n² steps.

    Entry k is the product of a row that holds the first k entries, and ones.
    """
    if axis is None:
        return cumprod(np.reshape(x, -1), 0)
    last = np.moveaxis(x, axis, -1)
    n = last.shape[-1]
    rows = np.broadcast_to(np.expand_dims(last, -2), (*last.shape, n))
    running = np.where(np.tri(n, dtype=bool), rows, np.ones((), x.dtype)).prod(axis=-1)
    return np.moveaxis(running, -1, axis)
