"""Ops that make one entry of many: along an axis, several axes, or all.

`axis` is None (all), a number or a tuple of numbers, as in NumPy.
"""

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ..arrays import shape_of
from ..keywords import explain_keywords, unexpected
from ..rules import differentiable, linear_map
from .elementwise import add, constant, maximum, minimum, multiply, sqrt
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
def sum(x, /, axis=None, keepdims=False):
    """x.sum(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis), x.shape)
    """
    shape = x.shape
    y = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return y, lambda g: broadcast_to(g.reshape(kept_shape(shape, axis)), shape=shape)


@linear_map
def mean(x, /, axis=None, keepdims=False):
    """x.mean(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis) / count(x.shape, axis), x.shape)
    """
    shape, n = x.shape, count(x.shape, axis)
    y = np.add.reduce(x, axis=axis, keepdims=keepdims) / n
    return y, lambda g: broadcast_to((g / n).reshape(kept_shape(shape, axis)), shape=shape)


@differentiable
def max(x, /, axis=None, keepdims=False):
    """x.max(axis=axis, keepdims=keepdims)

    ∂L/∂x = shared(restore(g, x, axis), x == restore(y, x, axis), axis)
    """
    y = x.max(axis=axis, keepdims=keepdims)
    return y, lambda g: shared(restore(g, x, axis), x == restore(y, x, axis), axis)


@differentiable
def min(x, /, axis=None, keepdims=False):
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
def prod(x, /, axis=None, keepdims=False):
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


# --- NumPy's other keywords -------------------------------------------------------------------


def take_more(op: Any, nothing: Any, join: Any) -> None:
    """Let `op` take dtype, where and initial, too: `nothing` is what it ignores, if there is such.

    The initial value and the result are joined into one.
    """

    def more(
        x: Any,
        axis: Any = None,
        keepdims: bool = False,
        dtype: Any = None,
        where: Any = None,
        initial: Any = None,
        **wrong: Any,
    ) -> Any:
        if dtype is not None and nothing is None:
            wrong["dtype"] = dtype
        if wrong:
            raise unexpected(op, wrong)
        if nothing is None and initial is None and where is not None:
            raise ValueError(
                f"{op.__name__}: where= may choose nothing, so give a value for that case: "
                "initial=0, for example"
            )
        others = initial if nothing is None else nothing
        y = op(counted(x, where, others, dtype), axis=axis, keepdims=keepdims)
        return y if initial is None else join(y, initial)

    op.more = more


take_more(sum, 0, add)
take_more(prod, 1, multiply)
take_more(max, None, maximum)
take_more(min, None, minimum)


def mean_of_some(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = None,
    where: Any = None,
    **wrong: Any,
) -> Any:
    """The mean of the entries that `where` chooses."""
    if wrong:
        raise unexpected(mean, wrong)
    x = counted(x, where, 0, dtype)
    if where is None:
        return mean(x, axis=axis, keepdims=keepdims)
    return sum(x, axis=axis, keepdims=keepdims) / how_many(where, x, axis, keepdims)


mean.more = mean_of_some  # type: ignore[attr-defined]


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


@explain_keywords
def var(
    x: Any,
    axis: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    correction: float | None = None,
    dtype: Any = None,
    where: Any = None,
) -> Any:
    """The mean squared distance from the mean, over n - ddof; ddof=1 gives PyTorch's.

    `correction` is another name for `ddof`.
    """
    if correction is not None and ddof:
        raise ValueError("var: ddof and correction are two names of one setting; give one of them")
    x = counted(x, None, 0, dtype)
    distance = counted(x - mean_of_some(x, axis, True, None, where), where, 0)
    n = count(shape_of(x), axis) if where is None else how_many(where, x, axis, keepdims)
    left = n - (ddof if correction is None else correction)
    if np.any(left <= 0):
        raise ValueError(f"var: {n} entries with ddof={ddof} leave nothing to divide by")
    return sum(distance * distance, axis=axis, keepdims=keepdims) * (1 / left)


@explain_keywords
def std(
    x: Any,
    axis: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    correction: float | None = None,
    dtype: Any = None,
    where: Any = None,
) -> Any:
    """The root of `var`, whose keywords it takes; undefined slope where all entries are equal."""
    variance = var(x, axis, ddof, keepdims, correction=correction, dtype=dtype, where=where)
    return sqrt(variance)


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


@explain_keywords
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
