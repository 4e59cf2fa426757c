"""Ops that only move, repeat or pick entries: each has a mirror op that is its derivative.

reshape ↔ reshape      transpose ↔ inverse transpose      broadcast_to ↔ sum
getitem ↔ scatter      concatenate ↔ split                pad ↔ getitem
"""

import builtins
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .._pytorch.keywords import explain_keywords
from ..engine.graph import Node
from ..watch.notices import warn
from .arguments import constant, integer
from .elementwise import subtract
from .rules import Result, linear_map
from .sums import total


@linear_map
def _reshape(x, /, shape=()):
    """x.reshape(shape)

    ∂L/∂x = g.reshape(x.shape)
    """
    before = x.shape
    return x.reshape(shape), lambda g: g.reshape(before)


def reshape(x: Any, *shape: Any, order: str = "C") -> Result:
    """The same entries in another shape, in row-major order, "C"; one size may be -1."""
    check_order("reshape", order)
    return _reshape(x, shape=shape[0] if len(shape) == 1 else shape)


@linear_map
def _transpose(x, /, axes=None):
    """x.transpose(axes)

    ∂L/∂x = g.transpose(axes and np.argsort(axes))
    """
    return x.transpose(axes), lambda g: g.transpose(axes and np.argsort(axes))


@explain_keywords
def transpose(x: Any, *axes: Any) -> Result:
    """x with its axes in the order `axes`, reversed if none are given.

    To swap two axes, as PyTorch's transpose does, use `swapaxes`, or `.mT` for the last two.
    """
    torch_like = len(axes) == 2  # x.transpose(0, 1); NumPy's functions pass a tuple
    if len(axes) == 1 and (axes[0] is None or np.ndim(axes[0]) > 0):
        axes = () if axes[0] is None else axes[0]
    if len(axes) == 0:
        return _transpose(x)
    n = np.ndim(x)
    order = axes_of("transpose", axes, n)
    if len(order) != n:
        raise ValueError(
            f"transpose: x has shape {np.shape(x)}, and all of its {n} axes must be named, not "
            f"{len(order)}; to swap two of them, use swapaxes, or .mT for the last two"
        )
    if torch_like and order == (0, 1):
        warn(
            "transpose without effect",
            "transpose names all axes in their new order, as in NumPy, and they are in the order "
            "0, 1 already; to swap the two, write .T, .mT or swapaxes(0, 1). If this is intended, "
            "give a tuple: transpose((0, 1))",
        )
    return _transpose(x, axes=order)


def axis_of(op: str, axis: Any, ndim: int) -> int:
    """One axis, counted from the front.  Raises a TypeError if it is not a whole number."""
    return normalize_axis_index(integer(f"{op}: axis", axis), ndim, op)


def axes_of(op: str, axes: Any, ndim: int) -> tuple[int, ...]:
    """One axis or several different ones, counted from the front."""
    listed = axes if np.ndim(axes) else [axes]
    return normalize_axis_tuple([axis_of(op, k, ndim) for k in listed], ndim, op)


@linear_map
def broadcast_to(x, /, shape=()):
    """np.broadcast_to(x, shape)

    ∂L/∂x = sum_to(g, x.shape)
    """
    before = x.shape
    y = np.empty(shape, x.dtype)
    y[...] = x  # a copy: for small arrays six times as fast as NumPy's view
    return y, lambda g: sum_to(g, before)


def sum_to(g: Any, shape: tuple[int, ...]) -> Any:
    """g, summed over the axes along which `shape` was broadcast to g's shape."""
    lead = g.ndim - len(shape)
    axes = tuple(k for k in range(g.ndim) if k < lead or shape[k - lead] == 1 != g.shape[k])
    return total(g, axis=axes).reshape(shape)


@linear_map
def getitem(x, /, index=()):
    """x[index]

    ∂L/∂x = scatter(g, index, x.shape)
    """
    shape = x.shape
    return x[index], lambda g: scatter(g, index=index, shape=shape)


@linear_map
def scatter(x, /, index=(), shape=()):
    """scatter(x, index, shape)

    ∂L/∂x = g[index]
    """
    y = np.zeros(shape, x.dtype)
    parts = index if isinstance(index, tuple) else (index,)
    if builtins.all(part is None or part is ... or isinstance(part, int | slice) for part in parts):
        y[index] = x  # each entry at most once: several times as fast
    else:
        np.add.at(y, index, x)
    return y, lambda g: getitem(g, index=index)


def own_index(index: Any, op: str = "getitem") -> Any:
    """An index that no other code can change: lists and tensors in it become new arrays."""
    if type(index) is int or type(index) is slice:  # the common case
        return index
    if isinstance(index, tuple):
        return tuple([own_index(part, op) for part in index])
    if isinstance(index, list):
        own = np.array(index) if index else np.arange(0)  # np.array([]) would hold floats
    else:
        own = constant(index)
    if isinstance(own, np.ndarray) and own.dtype.kind == "f":
        raise IndexError(
            f"{op}: an index must hold integers, but this one holds {own.dtype}; a list in "
            "Tensor(...) becomes floats: use the list itself, or Tensor(..., dtype=int)"
        )
    return own


@linear_map
def _concatenate(*inputs, axis=0):
    """np.concatenate(inputs, axis=axis)

    ∂L/∂inputs[i] = np.split(g, np.cumsum([x.shape[axis] for x in inputs])[:-1], axis=axis)[i]
    """
    y = np.concatenate(inputs, axis=axis)
    axis = axis % y.ndim
    ends = np.cumsum([x.shape[axis] for x in inputs]).tolist()

    def part(start: int, end: int) -> Any:
        index = (slice(None),) * axis + (slice(start, end),)
        return lambda g: g[index]

    return y, *(part(start, end) for start, end in zip([0, *ends], ends, strict=False))


@explain_keywords
def concatenate(tensors: Sequence[Any], axis: int | None = 0) -> Result:
    """The tensors, one after the other along an existing axis; with None, flattened first."""
    check_axis("concatenate", axis)
    check_list("concatenate", tensors)
    if axis is None:
        tensors = [ravel(x) for x in tensors]
        axis = 0
    return _concatenate(*tensors, axis=integer("concatenate: axis", axis))


def check_list(op: str, tensors: Any, more: Any = ()) -> None:
    """Raise unless one list was given, with at least one tensor."""
    if more:
        raise TypeError(f"{op}: put the tensors in a list: {op}([x, y])")
    if not hasattr(tensors, "__len__"):
        raise TypeError(
            f"{op}: {type(tensors).__name__} is not a list; put the tensors in a list: {op}([x, y])"
        )
    if len(tensors) == 0:
        raise ValueError(f"{op}: the list is empty, but at least one tensor is needed")


def check_axis(name: str, axis: Any) -> None:
    """Raise a TypeError if the axis is an array: then the list was forgotten."""
    if hasattr(axis, "shape") and axis.shape:
        raise TypeError(f"{name}: axis={axis}; put the tensors in a list: {name}([x, y])")


@explain_keywords
def stack(tensors: Sequence[Any], axis: int = 0) -> Result:
    """The tensors, all with the same shape, one after the other along a new axis."""
    check_axis("stack", axis)
    check_list("stack", tensors)
    shapes = {np.shape(x) for x in tensors}
    if len(shapes) > 1:
        raise ValueError(
            f"stack: the tensors must have the same shape, but these have {sorted(shapes)}; "
            "to join along an existing axis, use concatenate"
        )
    return concatenate([expand_dims(x, axis) for x in tensors], axis)


@linear_map
def _pad(x, /, pad_width=0):
    """np.pad(x, pad_width)

    ∂L/∂x = g[tuple(slice(a, a + n) for (a, b), n in zip(widths(pad_width, x), x.shape))]
    """
    inside = tuple(
        slice(before, before + n)
        for (before, _), n in zip(widths(pad_width, x), x.shape, strict=True)
    )
    return np.pad(x, pad_width), lambda g: g[inside]


def widths(pad_width: Any, x: Any) -> list[list[int]]:
    """`pad_width` in any of NumPy's forms, as one (before, after) per axis."""
    return np.broadcast_to(pad_width, (x.ndim, 2)).tolist()


@explain_keywords
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: float = 0) -> Result:
    """x with a border of `constant_values`, or of copies of its own entries.

    The modes that copy entries are NumPy's: "edge", "reflect", "symmetric" and "wrap".
    """
    pad_width = own_index(pad_width, "pad")
    frame = constant(constant_values)
    if np.ndim(pad_width) == 0:
        pad_width = integer("pad: pad_width", pad_width)
    elif np.ndim(pad_width) == 1 and len(pad_width) > 2:
        raise ValueError(
            f"pad: pad_width={pad_width} is a row of {len(pad_width)} numbers; give one pair for "
            f"each axis, starting with the first: ((0, 0), (1, 1)); x has shape {np.shape(x)}"
        )
    if mode in ("edge", "reflect", "symmetric", "wrap"):
        return rearrange(x, np.pad, pad_width, mode=mode)
    if mode != "constant":
        raise ValueError(
            f"pad: mode={mode!r} has no rule here; 'edge', 'reflect', 'symmetric' and 'wrap' copy "
            "entries of x, 'constant' uses constant_values; for any other border, compute it from "
            "x and join it with tg.concatenate"
        )
    inside = _pad(x, pad_width=pad_width)
    if np.all(np.equal(frame, 0)):
        return inside
    return inside + np.pad(np.zeros_like(x), pad_width, constant_values=frame)


@linear_map
def _astype(x, /, dtype=None):
    """x.astype(dtype)

    ∂L/∂x = g.astype(x.dtype)
    """
    before = x.dtype
    return x.astype(dtype), lambda g: g.astype(before)


@explain_keywords
def astype(x: Any, dtype: Any) -> Result:
    """x in another dtype; as integers or booleans it has no gradient."""
    return x.astype(dtype)


# --- composed of the rules above --------------------------------------------------------------


def check_order(op: str, order: Any) -> None:
    """Raise a TypeError unless the order is row-major."""
    if order != "C":
        raise TypeError(
            f"{op}: order={order!r}, but tensors are read row by row, which is order='C'; for "
            "'F', column by column, reverse the axes before and after: x.T.reshape(...).T"
        )


@explain_keywords
def ravel(x: Any, order: str = "C") -> Result:
    """x as a vector, with its entries in row-major order, "C"."""
    check_order("ravel", order)
    return reshape(x, -1)


@explain_keywords
def flatten(x: Any, start_dim: int = 0, end_dim: int = -1, *, order: str = "C") -> Result:
    """x with the axes from start_dim to end_dim joined into one, as in PyTorch."""
    check_order("flatten", order)
    shape = np.shape(x) or (1,)
    start, end = (axis_of("flatten", k, len(shape)) for k in (start_dim, end_dim))
    return reshape(x, (*shape[:start], int(np.prod(shape[start : end + 1])), *shape[end + 1 :]))


@explain_keywords
def expand_dims(x: Any, axis: int | tuple[int, ...]) -> Result:
    """x with new axes of size 1, at the positions `axis` of the result."""
    return reshape(x, np.expand_dims(placeholder(x), axis).shape)


@explain_keywords
def unsqueeze(x: Any, dim: int) -> Result:
    """`expand_dims` under its PyTorch name."""
    return expand_dims(x, dim)


@explain_keywords
def squeeze(x: Any, axis: int | tuple[int, ...] | None = None) -> Result:
    """x without its axes of size 1, or without those in `axis`, which must have size 1."""
    return reshape(x, with_name(np.squeeze, placeholder(x), axis).shape)


@explain_keywords
def swapaxes(x: Any, axis1: int, axis2: int) -> Result:
    """x with two of its axes swapped."""
    axes = list(range(np.ndim(x)))
    first, second = (axis_of("swapaxes", k, len(axes)) for k in (axis1, axis2))
    axes[first], axes[second] = second, first
    return _transpose(x, axes=tuple(axes))


@explain_keywords
def moveaxis(x: Any, source: Any, destination: Any) -> Result:
    """x with the axes `source` moved to the positions `destination`."""
    n = np.ndim(x)
    places = axes_of("moveaxis: destination", destination, n)
    moved = axes_of("moveaxis: source", source, n)
    if len(moved) != len(places):
        raise ValueError(
            f"moveaxis: source={source} names {len(moved)} axes, but destination={destination} "
            f"names {len(places)} positions; give one position for each axis"
        )
    axes = [k for k in range(n) if k not in moved]
    for place, k in sorted(zip(places, moved, strict=True)):
        axes.insert(place, k)
    return _transpose(x, axes=tuple(axes))


@explain_keywords
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Result]:
    """x cut along an axis: into equal sections, or before each of the given indices."""
    n = np.shape(x)[axis_of("split", axis, np.ndim(x))]
    if np.ndim(indices_or_sections) == 0:
        sections = section_count("split", indices_or_sections)
        if n % sections:
            raise ValueError(
                f"split: an axis of size {n} cannot be split into {sections} equal sections; "
                "array_split allows unequal ones; for parts of a given size, as in PyTorch's "
                f"split, give the cuts: split(x, range({sections}, {n}, {sections}))"
            )
    return array_split(x, indices_or_sections, axis)


def section_count(op: str, sections: Any) -> int:
    """The number of sections.  Raises a ValueError if it is below 1."""
    count = integer(f"{op}: sections", sections)
    if count < 1:
        raise ValueError(f"{op}: {count} sections; there must be at least 1")
    return count


@explain_keywords
def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Result]:
    """x cut along an axis: into sections whose sizes differ by at most 1, or before indices."""
    axis = axis_of("array_split", axis, np.ndim(x))
    cuts = own_index(indices_or_sections, "array_split")
    if np.ndim(cuts) == 0:
        cuts = section_count("array_split", cuts)
    parts = np.array_split(np.arange(np.shape(x)[axis]), cuts)
    before = (slice(None),) * axis
    ranges = [slice(int(part[0]), int(part[-1]) + 1) if len(part) else slice(0) for part in parts]
    return [getitem(x, (*before, part)) for part in ranges]


def rearrange(x: Any, move: Any, *args: Any, **kwargs: Any) -> Any:
    """x with its entries rearranged as the NumPy function `move` rearranges their numbers."""
    numbers = np.arange(np.size(x)).reshape(np.shape(x))
    settings = [own_index(setting, move.__name__) for setting in args]
    for k, setting in enumerate(settings):
        if isinstance(setting, np.ndarray | np.integer) and setting.dtype.kind in "iu":
            settings[k] = setting.astype(int)  # np.roll negates it, which fails for unsigned bytes
    return getitem(ravel(x), with_name(move, numbers, *settings, **kwargs))


def with_name(move: Any, numbers: Any, *settings: Any, **kwargs: Any) -> Any:
    """The result of a NumPy function; its errors get the function's name and the shape of x."""
    try:
        return move(numbers, *settings, **kwargs)
    except (ValueError, TypeError, IndexError) as error:
        reason = f"{move.__name__}: {error}; x has shape {np.shape(numbers)}"
        raise type(error)(reason) from None


@explain_keywords
def flip(x: Any, axis: Any = None) -> Result:
    """x with the order of its entries reversed, along an axis, several, or all."""
    return rearrange(x, np.flip, None if axis is None else axes_of("flip", axis, np.ndim(x)))


@explain_keywords
def roll(x: Any, shift: Any, axis: Any = None) -> Result:
    """x with its entries moved by `shift`; those pushed out at one end come in at the other."""
    return rearrange(x, np.roll, shift, axis)


@explain_keywords
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Result:
    """x with each entry repeated along an axis, or with all entries repeated in one row."""
    return rearrange(x, np.repeat, repeats, axis)


@explain_keywords
def tile(x: Any, reps: Any) -> Result:
    """x, repeated as a whole `reps` times along each axis."""
    return rearrange(x, np.tile, reps)


@explain_keywords
def take(x: Any, indices: Any, axis: int | None = None) -> Result:
    """The entries of x at `indices`, along an axis, or counted over all entries."""
    return rearrange(x, np.take, indices, axis)


@explain_keywords
def take_along_axis(x: Any, indices: Any, axis: int | None) -> Result:
    """The entries of each row of x along the axis, at the indices in the same row of `indices`."""
    return rearrange(x, np.take_along_axis, indices, axis)


@explain_keywords
def sort(x: Any, axis: int | None = -1, kind: Any = None, *, stable: Any = None) -> Result:
    """x, sorted along an axis; the gradient goes back to the old place of each entry.

    Equal entries keep their order, whatever `kind` and `stable` are.
    """
    values = x.value if isinstance(x, Node) else x
    return take_along_axis(x, np.argsort(values, axis=axis, kind="stable"), axis)


class TopK(NamedTuple):
    """The largest or smallest entries along an axis, and their indices."""

    values: Result
    indices: Any


@explain_keywords
def topk(x: Any, k: int, axis: int = -1, largest: bool = True, sorted: bool = True) -> TopK:
    """The k largest entries along an axis, the largest first, and their indices.

    `largest=False` gives the smallest instead.  They are always sorted; `sorted` is accepted as
    in PyTorch.  The indices are a plain array.  Raises a ValueError for fewer than k entries.

    >>> values, indices = topk(np.array([3.0, 1.0, 2.0]), 2)
    >>> indices
    array([0, 2])
    """
    k = integer("topk: k", k)
    n = np.shape(x)[axis_of("topk", axis, np.ndim(x))]
    if not 0 <= k <= n:
        raise ValueError(
            f"topk: k={k}, but axis {axis} of x, of shape {np.shape(x)}, has {n} entries"
        )
    order = np.argsort(x, axis=axis, kind="stable")
    if largest:
        order = np.flip(order, axis)
    indices = np.take(order, np.arange(k), axis)
    return TopK(take_along_axis(x, indices, axis), indices)


@explain_keywords
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Result:
    """The entries of x whose indices along two axes differ by `offset`."""
    return rearrange(x, np.diagonal, offset, axis1, axis2)


@explain_keywords
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Result:
    """The sum of a diagonal."""
    return diagonal(x, offset, axis1, axis2).sum(axis=-1)


@explain_keywords
def diag(x: Any, k: int = 0) -> Result:
    """A matrix with the vector x on its diagonal k, or the diagonal k of a matrix."""
    if np.ndim(x) == 2:
        return diagonal(x, k)
    if np.ndim(x) != 1:
        raise ValueError(f"diag: a vector or a matrix is needed, but x has shape {np.shape(x)}")
    mask = np.diag(np.ones(np.shape(x), dtype=bool), k)
    rows = np.nonzero(mask)
    return scatter(x, index=rows, shape=mask.shape)


@explain_keywords
def tril(x: Any, k: int = 0) -> Result:
    """x with zeros above diagonal k of its last two axes."""
    kept: Any = np.where(np.tril(np.ones(np.shape(x)[-2:], bool), integer("tril: k", k)), x, False)
    return kept


@explain_keywords
def triu(x: Any, k: int = 0) -> Result:
    """x with zeros below diagonal k of its last two axes."""
    kept: Any = np.where(np.triu(np.ones(np.shape(x)[-2:], bool), integer("triu: k", k)), x, False)
    return kept


@explain_keywords
def diff(x: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Result:
    """The difference of each entry and the previous one along an axis, taken n times.

    `prepend` and `append`, numbers or tensors, are first joined to x along the axis.
    """
    times = integer("diff: n", n)
    axis = axis_of("diff", axis, np.ndim(x))
    if times < 0:
        raise ValueError(f"diff: n={times}, but it is a number of times, so it must be at least 0")
    if times == 0:
        return x
    border = (*np.shape(x)[:axis], 1, *np.shape(x)[axis + 1 :])
    parts = [
        part if np.ndim(part) else part + np.zeros_like(x, shape=border)
        for part in (prepend, x, append)
        if part is not None
    ]
    y = x if len(parts) == 1 else concatenate(parts, axis)
    before = (slice(None),) * axis
    for _ in range(times):
        y = subtract(getitem(y, (*before, slice(1, None))), getitem(y, (*before, slice(None, -1))))
    return y


# --- joining rows and columns -----------------------------------------------------------------


@explain_keywords
def atleast_1d(x: Any) -> Result:
    """x, but a number becomes a vector with one entry."""
    return reshape(x, np.atleast_1d(placeholder(x)).shape)


@explain_keywords
def atleast_2d(x: Any) -> Result:
    """x, but a vector becomes a matrix with one row."""
    return reshape(x, np.atleast_2d(placeholder(x)).shape)


@explain_keywords
def atleast_3d(x: Any) -> Result:
    """x, but a matrix (n, m) becomes (n, m, 1), and a vector (n,) becomes (1, n, 1)."""
    return reshape(x, np.atleast_3d(placeholder(x)).shape)


def placeholder(x: Any) -> Any:
    """An array of x's shape that takes no memory."""
    return np.broadcast_to(0, np.shape(x))


@explain_keywords
def vstack(tensors: Sequence[Any], *more: Any) -> Result:
    """The tensors, one below the other: vectors become the rows of a matrix."""
    check_list("vstack", tensors, more)
    return concatenate([atleast_2d(x) for x in tensors], 0)


@explain_keywords
def hstack(tensors: Sequence[Any], *more: Any) -> Result:
    """The tensors, side by side: matrices along axis 1, vectors one after the other."""
    check_list("hstack", tensors, more)
    parts = [atleast_1d(x) for x in tensors]
    return concatenate(parts, 0 if np.ndim(parts[0]) == 1 else 1)


@explain_keywords
def dstack(tensors: Sequence[Any], *more: Any) -> Result:
    """The tensors, joined along axis 2."""
    check_list("dstack", tensors, more)
    return concatenate([atleast_3d(x) for x in tensors], 2)


@explain_keywords
def column_stack(tensors: Sequence[Any], *more: Any) -> Result:
    """The tensors, side by side: vectors become the columns of a matrix."""
    check_list("column_stack", tensors, more)
    return concatenate([x if np.ndim(x) > 1 else reshape(x, (-1, 1)) for x in tensors], 1)
