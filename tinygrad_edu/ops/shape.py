"""Ops that move, repeat and pick entries, and compute nothing: each has a mirror that undoes it.

reshape ↔ reshape      transpose ↔ inverse transpose      broadcast_to ↔ sum
getitem ↔ scatter      concatenate ↔ split                pad ↔ getitem
"""

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from ..rules import linear_map
from .elementwise import constant

Shape = int | tuple[int, ...]


@linear_map
def _reshape(x, /, shape=()):
    """x.reshape(shape)

    ∂L/∂x = g.reshape(x.shape)
    """
    before = x.shape
    return x.reshape(shape), lambda g: g.reshape(before)


def reshape(x: Any, *shape: Any) -> Any:
    """The same entries in another shape, in row-major order; one size may be -1."""
    return _reshape(x, shape=shape[0] if len(shape) == 1 else shape)


@linear_map
def _transpose(x, /, axes=None):
    """x.transpose(axes)

    ∂L/∂x = g.transpose(axes and np.argsort(axes))
    """
    return x.transpose(axes), lambda g: g.transpose(axes and np.argsort(axes))


def transpose(x: Any, *axes: Any) -> Any:
    """x with its axes in the order `axes`, reversed if none are given."""
    if len(axes) == 1 and (axes[0] is None or not isinstance(axes[0], int)):
        axes = () if axes[0] is None else axes[0]
    return _transpose(
        x, axes=normalize_axis_tuple(axes, np.ndim(x), "transpose") if len(axes) else None
    )


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
    """g, summed over the axes along which `shape` was broadcast to g's."""
    lead = g.ndim - len(shape)
    axes = tuple(k for k in range(g.ndim) if k < lead or shape[k - lead] == 1 != g.shape[k])
    return g.sum(axis=axes).reshape(shape)


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


def own_index(index: Any) -> Any:
    """An index that nobody else can change: lists and tensors in it become new arrays."""
    if isinstance(index, tuple):
        return tuple(own_index(part) for part in index)
    if isinstance(index, list):
        return np.array(index) if index else np.arange(0)  # NumPy's empty array is of floats
    return constant(index)


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


def concatenate(tensors: Sequence[Any], axis: int | None = 0) -> Any:
    """The tensors one after the other along an axis that exists; None: flattened first."""
    check_axis("concatenate", axis)
    if len(tensors) == 0:
        raise ValueError("concatenate: nothing was given, but at least one tensor is needed")
    if axis is None:
        tensors, axis = [ravel(x) for x in tensors], 0
    return _concatenate(*tensors, axis=axis)


def check_axis(name: str, axis: Any) -> None:
    """Raise a TypeError if the axis is an array: then the list was forgotten."""
    if hasattr(axis, "shape") and axis.shape:
        raise TypeError(f"{name}: axis={axis}; put what is joined in a list: {name}([x, y])")


def stack(tensors: Sequence[Any], axis: int = 0) -> Any:
    """The tensors, all of one shape, one after the other along a new axis."""
    check_axis("stack", axis)
    shapes = {np.shape(x) for x in tensors}
    if len(shapes) > 1:
        raise ValueError(
            f"stack: the tensors must have one shape, but these have {sorted(shapes)}; "
            "concatenate joins along an axis that exists"
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
    """NumPy's forms of `pad_width`, as one (before, after) per axis."""
    return np.broadcast_to(pad_width, (x.ndim, 2)).tolist()


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: float = 0) -> Any:
    """x in a frame of `constant_values`, or of its own entries in NumPy's other modes."""
    if mode != "constant":
        return rearrange(x, np.pad, pad_width, mode=mode)
    inside = _pad(x, pad_width=pad_width)
    if np.all(np.equal(constant_values, 0)):
        return inside
    return inside + np.pad(np.zeros_like(x), pad_width, constant_values=constant_values)


@linear_map
def _astype(x, /, dtype=None):
    """x.astype(dtype)

    ∂L/∂x = g.astype(x.dtype)
    """
    before = x.dtype
    return x.astype(dtype), lambda g: g.astype(before)


def astype(x: Any, dtype: Any) -> Any:
    """x in another dtype; as integers or booleans it has no gradient."""
    return x.astype(dtype)


# --- composed of the rules above --------------------------------------------------------------


def ravel(x: Any) -> Any:
    """x as one row of entries."""
    return reshape(x, -1)


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """x with the axes from start_dim to end_dim made one, as in PyTorch."""
    shape = np.shape(x) or (1,)
    start, end = (normalize_axis_index(k, len(shape), "flatten") for k in (start_dim, end_dim))
    return reshape(x, (*shape[:start], int(np.prod(shape[start : end + 1])), *shape[end + 1 :]))


def expand_dims(x: Any, axis: int | tuple[int, ...]) -> Any:
    """x with new axes of size 1, which stand at `axis` in the result."""
    return reshape(x, np.expand_dims(np.broadcast_to(0, np.shape(x)), axis).shape)


def unsqueeze(x: Any, dim: int) -> Any:
    """expand_dims, by its name in PyTorch."""
    return expand_dims(x, dim)


def squeeze(x: Any, axis: int | tuple[int, ...] | None = None) -> Any:
    """x without its axes of size 1, or without those in `axis`, which must have size 1."""
    return reshape(x, np.squeeze(np.broadcast_to(0, np.shape(x)), axis).shape)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """x with two of its axes exchanged."""
    axes = list(range(np.ndim(x)))
    first, second = (normalize_axis_index(k, len(axes), "swapaxes") for k in (axis1, axis2))
    axes[first], axes[second] = second, first
    return _transpose(x, axes=tuple(axes))


def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """x with the axes `source` moved to the places `destination`."""
    n = np.ndim(x)
    places = normalize_axis_tuple(destination, n, "moveaxis: destination")
    moved = normalize_axis_tuple(source, n, "moveaxis: source")
    axes = [k for k in range(n) if k not in moved]
    for place, k in sorted(zip(places, moved, strict=True)):
        axes.insert(place, k)
    return _transpose(x, axes=tuple(axes))


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """x cut along an axis: into equal sections, or before each of the given indices."""
    n = np.shape(x)[normalize_axis_index(axis, np.ndim(x), "split")]
    if isinstance(indices_or_sections, int) and n % indices_or_sections:
        raise ValueError(
            f"split: an axis of size {n} does not make {indices_or_sections} equal sections; "
            "array_split allows unequal ones"
        )
    return array_split(x, indices_or_sections, axis)


def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """x cut along an axis: into sections whose sizes differ by at most 1, or before indices."""
    axis = normalize_axis_index(axis, np.ndim(x), "array_split")
    parts = np.array_split(np.arange(np.shape(x)[axis]), indices_or_sections)
    before = (slice(None),) * axis
    cuts = [slice(int(part[0]), int(part[-1]) + 1) if len(part) else slice(0) for part in parts]
    return [getitem(x, (*before, cut)) for cut in cuts]


def rearrange(x: Any, move: Any, *args: Any, **kwargs: Any) -> Any:
    """x, its entries picked as `move`, a NumPy function, moves their numbers."""
    numbers = np.arange(np.size(x)).reshape(np.shape(x))
    return getitem(ravel(x), move(numbers, *args, **kwargs))


def flip(x: Any, axis: Any = None) -> Any:
    """x with the order of its entries reversed, along an axis, several, or all."""
    return rearrange(x, np.flip, axis)


def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """x with its entries moved on by `shift`; what falls off comes in at the other end."""
    return rearrange(x, np.roll, shift, axis)


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """x with each entry repeated along an axis, or each of all entries."""
    return rearrange(x, np.repeat, repeats, axis)


def tile(x: Any, reps: Any) -> Any:
    """x, repeated as a whole, as often as `reps` says along each axis."""
    return rearrange(x, np.tile, reps)


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The entries of x at `indices`, along an axis, or of all entries in one row."""
    return rearrange(x, np.take, own_index(indices), axis)


def take_along_axis(x: Any, indices: Any, axis: int | None) -> Any:
    """From each row of x along the axis, the entries that the same row of `indices` names."""
    return rearrange(x, np.take_along_axis, own_index(indices), axis)


def sort(x: Any, axis: int = -1) -> Any:
    """x, sorted along an axis; the gradient goes back to where each entry stood."""
    order = np.argsort(x, axis=axis, kind="stable")
    return take_along_axis(x, order, axis)


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The entries of x whose indices along two axes differ by `offset`."""
    return rearrange(x, np.diagonal, offset, axis1, axis2)


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of a diagonal."""
    return diagonal(x, offset, axis1, axis2).sum(axis=-1)


def diag(x: Any, k: int = 0) -> Any:
    """A matrix with the vector x on its diagonal k; or the diagonal k of a matrix."""
    if np.ndim(x) == 2:
        return diagonal(x, k)
    if np.ndim(x) != 1:
        raise ValueError(f"diag: a vector or a matrix is needed, not an x of shape {np.shape(x)}")
    mask = np.diag(np.ones(np.shape(x), dtype=bool), k)
    rows = np.nonzero(mask)
    return scatter(x, index=rows, shape=mask.shape)


def tril(x: Any, k: int = 0) -> Any:
    """x with zeros above diagonal k of its last two axes."""
    return np.where(np.tril(np.ones(np.shape(x)[-2:], bool), k), x, 0)


def triu(x: Any, k: int = 0) -> Any:
    """x with zeros below diagonal k of its last two axes."""
    return np.where(np.triu(np.ones(np.shape(x)[-2:], bool), k), x, 0)
