"""Reductions: ops that combine many entries into one, along an axis, several axes, or all.

`axis` is None (all), a number or a tuple of numbers, as in NumPy.
"""

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .._pytorch.keywords import explain_keywords, unexpected
from ..engine.arrays import HALF, Array
from ..engine.broadcasting import MANY, wider
from ..engine.graph import Node
from .arguments import constant, mask_of, shape_of
from .elementwise import add, maximum, minimum, multiply, one_where
from .elementwise import where as choose
from .rules import Result, differentiable, linear_map
from .shape import broadcast_to
from .sums import add_up, at_least_float32, in_float32, total


def restore(y: Any, x: Any, axis: Any) -> Any:
    """A reduction `y` of `x`, with the reduced axes restored as size 1."""
    if y.ndim == x.ndim:
        return y
    return y.reshape(kept_shape(x.shape, axis))


def kept_shape(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """The shape of a reduction over `axis` with keepdims=True."""
    if axis is None:
        return (1,) * len(shape)
    if type(axis) is int and shape:  # the common case, ten times as fast
        return (*shape[:axis], 1, *shape[axis + 1 or len(shape) :])
    axes = reduced_axes(axis, len(shape))
    return tuple(1 if k in axes else n for k, n in enumerate(shape))


def count(shape: tuple[int, ...], axis: Any) -> int:
    """The number of entries that are combined into one."""
    if axis is None:
        return math.prod(shape)
    return math.prod(shape[k] for k in reduced_axes(axis, len(shape)))


def reduced_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The reduced axes as numbers ≥ 0; a 0-d array has none, but NumPy accepts 0 and -1 then."""
    if axis is None or (ndim == 0 and axis in (0, -1)):
        return tuple(range(ndim))
    return normalize_axis_tuple(axis, ndim)


@linear_map
def sum(x, /, axis=None, keepdims=False):
    """x.sum(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis), x.shape)
    """
    shape = x.shape
    y = add_up(x, axis, keepdims)
    return y, lambda g: broadcast_to(g.reshape(kept_shape(shape, axis)), shape=shape)


@linear_map
def mean(x, /, axis=None, keepdims=False):
    """x.mean(axis=axis, keepdims=keepdims)

    ∂L/∂x = broadcast_to(restore(g, x, axis) / count(x.shape, axis), x.shape)
    """
    shape = x.shape
    n = count(x.shape, axis)
    y = add_up(x, axis, keepdims, n)
    return y, lambda g: broadcast_to(share(g, n).reshape(kept_shape(shape, axis)), shape=shape)


def share(g: Any, n: int) -> Any:
    """g / n, also if n is too large for float16."""
    return g / n if n < 65504 or g.dtype != HALF else (g.astype(np.float32) / n).astype(HALF)


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
    """g for the winners, split evenly at a tie; nan where the maximum is nan."""
    with np.errstate(invalid="ignore"):
        share = winners / winners.sum(axis=axis, keepdims=True)
    return g * share.astype(g.dtype)


@differentiable
def prod(x, /, axis=None, keepdims=False):
    """x.prod(axis=axis, keepdims=keepdims)

    ∂L/∂x = restore(g, x, axis) * product_of_others(x, axis)
    """
    wide = at_least_float32(x)
    y = wide.prod(axis=axis, keepdims=keepdims)
    return (
        y.astype(np.result_type(y.dtype, x.dtype) if x.dtype != HALF else HALF, copy=False),
        lambda g: restore(g, x, axis) * product_of_others(wide, axis),
    )


def product_of_others(x: Any, axis: Any) -> Any:
    """For each entry, the product of the others along the axes: exact even if some are zero.

    It is the product of all entries before it times the product of all entries after it.
    """
    axes = reduced_axes(axis, x.ndim)
    order = [k for k in range(x.ndim) if k not in axes] + list(axes)
    moved = x.transpose(order)
    rest = moved.shape[: x.ndim - len(axes)]
    rows = moved.reshape((*rest, count(x.shape, axis)))
    after = np.flip(products_before(np.flip(rows, -1), -1), -1)
    others = products_before(rows, -1) * after
    return others.reshape(moved.shape).transpose(np.argsort(order))


# --- NumPy's other keywords -------------------------------------------------------------------


def take_more(op: Any, nothing: Any, join: Any) -> None:
    """Let `op` take dtype, where and initial, too: `nothing` is its neutral value, or None.

    `join` combines the result with the initial value.
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
                f"{op.__name__}: where= may select no entry, so give a value for that case, "
                "for example initial=0"
            )
        if nothing is None and initial is not None and count(shape_of(x), axis) == 0:
            return sum(x, axis=axis, keepdims=keepdims) + initial  # no entries: 0 + initial
        others = initial if nothing is None else nothing
        y = op(counted(x, where, others, dtype), axis=axis, keepdims=keepdims)
        return y if initial is None else join(y, initial)

    op.more = more


take_more(sum, 0, add)
take_more(prod, 1, multiply)
take_more(max, None, maximum)
take_more(min, None, minimum)


@in_float32
def mean_of_some(
    x: Any,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = None,
    where: Any = None,
    **wrong: Any,
) -> Any:
    """The mean of the entries that `where` selects."""
    if wrong:
        raise unexpected(mean, wrong)
    x = counted(x, where, 0, dtype)
    if where is None:
        return mean(x, axis=axis, keepdims=keepdims)
    return sum(x, axis=axis, keepdims=keepdims) / how_many(where, x, axis, keepdims)


mean.more = mean_of_some  # type: ignore[attr-defined]


def counted(x: Any, where: Any, other: Any, dtype: Any = None) -> Any:
    """x in the dtype, with the neutral value `other` where an entry does not count."""
    if dtype is not None:
        x = x.astype(dtype)
    return x if where is None else choose(chosen(where, x), x, other)


def chosen(where: Any, x: Any) -> Any:
    """The mask in x's shape.  Raises a ValueError if it does not broadcast to that."""
    mask = mask_of(where)
    try:
        return np.broadcast_to(mask, shape_of(x))
    except ValueError:
        raise ValueError(
            f"where= has shape {mask.shape}, which does not broadcast to x's shape {shape_of(x)}; "
            "give one boolean for each entry"
        ) from None


def how_many(where: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """The number of entries selected for each result, in x's dtype if that is a float dtype."""
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    return np.sum(chosen(where, x), axis=axis, keepdims=keepdims, dtype=dtype)


@in_float32
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
) -> Result:
    """The squared distances from the mean, summed and divided by n - ddof; PyTorch has ddof=1.

    `correction` is another name for `ddof`.
    """
    left = left_over("var", x, axis, keepdims, where, ddof, correction)
    distance = distances(counted(x, None, 0, dtype), axis, where)
    return sum(distance * distance, axis=axis, keepdims=keepdims) * (1 / left)


@in_float32
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
) -> Result:
    """The root of `var`; its derivative is taken as 0 where all entries are equal."""
    left = left_over("std", x, axis, keepdims, where, ddof, correction)
    distance = distances(counted(x, None, 0, dtype), axis, where)
    return length(distance, axis, keepdims) * (1 / left) ** 0.5


def distances(x: Any, axis: Any, where: Any) -> Any:
    """Each entry's distance from the mean; 0 where it does not count."""
    return counted(x - mean_of_some(x, axis, True, None, where), where, 0)


def left_over(
    op: str, x: Any, axis: Any, keepdims: bool, where: Any, ddof: float, correction: float | None
) -> Any:
    """n - ddof, the divisor of a sum of squares."""
    if correction is not None and ddof:
        raise ValueError(f"{op}: ddof and correction are the same setting; give only one")
    n = count(shape_of(x), axis) if where is None else how_many(where, x, axis, keepdims)
    left = n - constant(ddof if correction is None else correction)
    if np.any(left <= 0):
        raise ValueError(f"{op}: with {n} entries and ddof={ddof}, there is nothing to divide by")
    return left


# --- lengths ------------------------------------------------------------------------------------


@differentiable
def _norm(x, /, axis=None, keepdims=False):
    """np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))

    ∂L/∂x = restore(g, x, axis) * x / where(restore(y, x, axis) == 0, 1, restore(y, x, axis))
    """
    y = np.sqrt(total(x * x, axis, keepdims))

    def derivative(g: Any) -> Any:
        size = restore(y, x, axis)
        return restore(g, x, axis) * (x / one_where(size == 0, size))

    return y, derivative


@differentiable
def _p_norm(x, /, p=2.0, axis=None, keepdims=False):
    """(np.abs(x) ** p).sum(axis=axis, keepdims=keepdims) ** (1 / p)

    ∂L/∂x = restore(g, x, axis) * np.sign(x) * (abs(x) / restore(y, x, axis)) ** (p - 1)
    """
    size = np.abs(x)
    y = total(size**p, axis, keepdims) ** (1 / p)

    def derivative(g: Any) -> Any:
        whole = restore(y, x, axis)
        share = one_where(x == 0, size / one_where(whole == 0, whole))
        return restore(g, x, axis) * np.sign(x) * share ** (p - 1)

    return y, derivative


def length(x: Any, axis: Any = None, keepdims: bool = False, p: float = 2) -> Any:
    """(Σ |x|^p)^(1/p), even if the powers of finite numbers overflow or underflow."""

    def norm_of(x: Any) -> Any:
        if p == 2:
            return _norm(x, axis=axis, keepdims=keepdims)
        return _p_norm(x, p=p, axis=axis, keepdims=keepdims)

    with np.errstate(over="ignore"):
        y = norm_of(x)
    tiny, eps = np.finfo(x.dtype).tiny, np.finfo(x.dtype).eps
    if p < 0 or np.all(((tiny / eps) ** (1 / p) < values_of(y)) & (values_of(y) < np.inf)):
        return y
    largest = np.max(np.abs(values_of(x)), axis=axis, keepdims=True, initial=0)
    finite = (largest > 0) & (largest < np.inf)
    if not finite.any():
        return y
    largest = np.where(finite, largest, 1)
    # A power of two, so nothing is rounded; (x / scale) ** p is about as large as √|x|.
    scale = np.maximum(np.exp2(np.round(np.log2(largest) * (1 - 0.5 / p))), tiny)
    return norm_of(x / scale) * scale.reshape(values_of(y).shape)


def values_of(x: Any) -> Array:
    """The values of a tensor, or an array."""
    return x.value if isinstance(x, Node) else np.asarray(x)


# --- running sums and products ------------------------------------------------------------------


@linear_map
def cumsum(x, /, axis=None):
    """x.cumsum(axis=axis)

    ∂L/∂x = flip(flip(g, axis or 0).cumsum(axis=axis), axis or 0).reshape(x.shape)
    """
    shape = x.shape
    along = 0 if axis is None else axis  # None: over the flattened array
    y = np.cumsum(x, axis=axis, dtype=wider(x.dtype, x.size))
    return y.astype(x.dtype) if x.dtype.kind == "f" else y, lambda g: np.flip(
        cumsum(np.flip(g, along), axis=along), along
    ).reshape(shape)


@differentiable
def _cumprod(x, /, axis=0):
    """x.cumprod(axis=axis)

    ∂L/∂x = products_before(x, axis) * carried_back(g, x, axis)
    """
    y = x.cumprod(axis=axis)
    return y, lambda g: products_before(x, axis) * carried_back(g, x, axis)


def products_before(x: Any, axis: int) -> Any:
    """For each entry, the product of all entries before it along the axis; 1 for the first."""
    last = np.moveaxis(x, axis, -1)
    ones = np.ones((*last.shape[:-1], 1), x.dtype)
    shifted = np.concatenate([ones, last], axis=-1)[..., : last.shape[-1]]
    return np.moveaxis(np.cumprod(shifted, axis=-1), -1, axis)


def carried_back(g: Any, x: Any, axis: int) -> Any:
    """s with s[k] = g[k] + x[k + 1] * s[k + 1] along the axis: the gradient of all later products.

    There is no division, so zeros in x are fine.
    """
    g, factors = np.moveaxis(g, axis, -1), np.moveaxis(x, axis, -1)[..., 1:]
    return np.moveaxis(summed_from_behind(g, factors), -1, axis)


def summed_from_behind(g: Any, factors: Any) -> Any:
    """s with s[k] = g[k] + factors[k] * s[k + 1] along the last axis, in about 2n steps.

    Two steps in one are a step of the same form, so every other entry is found first, by the same
    function on half as many entries.  Few entries take log2(n) rounds instead, each of which
    doubles the number of added terms.
    """
    n = g.shape[-1]
    if n > MANY:
        if n % 2:  # one entry more, so that each has a partner
            zero = np.zeros((*g.shape[:-1], 1), g.dtype)
            g, factors = np.concatenate([g, zero], -1), np.concatenate([factors, zero], -1)
        first, second = factors[..., ::2], factors[..., 1::2]  # s[0] = g[0] + first[0] * s[1] …
        pairs = g[..., ::2] + first * g[..., 1::2]
        even = summed_from_behind(pairs, first[..., :-1] * second)
        odd = g[..., 1:-1:2] + second * even[..., 1:]
        odd = np.concatenate([odd, g[..., -1:]], -1)
        return np.stack([even, odd], -1).reshape(g.shape)[..., :n]
    reach = 1
    while reach < n:
        nearer = g[..., :-reach] + factors * g[..., reach:]
        g = np.concatenate([nearer, g[..., -reach:]], -1)
        factors = factors[..., :-reach] * factors[..., reach:]
        reach *= 2
    return g


@explain_keywords
def cumprod(x: Any, axis: Any = None) -> Result:
    """The running product along an axis, or over all entries; exact even if some are 0."""
    if axis is None or (np.ndim(x) == 0 and axis in (0, -1)):
        return _cumprod(np.reshape(x, -1), axis=0)
    return _cumprod(x, axis=axis)
