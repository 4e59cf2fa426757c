"""Convolution and pooling: windows that slide over images of shape (n, channels, height, width).

A convolution is `unfold`, which makes a column of every window, then a matrix product.
Inside, the images are the last axis, (c, h, w, n): what is copied then lies side by side, and
whole rows of it move at once.  What goes out has the usual shape, and lies in memory like that.
`size`, `stride` and `padding` are numbers, or pairs (along the height, along the width).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..arrays import Array, is_integer, shape_of
from ..graph import Node
from ..keywords import explain_keywords
from ..rules import linear_map
from .linalg import matmul
from .reduce import mean
from .shape import expand_dims, reshape, transpose

Pair = tuple[int, int]
Window = tuple[Pair, Pair, Pair]  # size, stride, padding


def pair(name: str, value: Any, least: int) -> Pair:
    """A number twice, or two numbers."""
    numbers = (value, value) if np.ndim(value) == 0 else tuple(value)
    if len(numbers) != 2 or not all(is_integer(k) and k >= least for k in numbers):
        raise ValueError(f"{name}={value!r} is not a whole number ≥ {least}, nor a pair of them")
    return int(numbers[0]), int(numbers[1])


def places(shape: tuple[int, ...], window: Window) -> Pair:
    """How many windows fit along the height and the width."""
    (kh, kw), (sh, sw), (ph, pw) = window
    rows, columns = ((shape[2] + 2 * ph - kh) // sh + 1, (shape[3] + 2 * pw - kw) // sw + 1)
    if rows < 1 or columns < 1:
        raise ValueError(
            f"a window of {kh} × {kw} does not fit into images of {shape[2]} × {shape[3]}"
            f"{f' padded by {ph} and {pw}' if ph or pw else ''}"
        )
    return rows, columns


def slices(shape: tuple[int, ...], window: Window) -> Iterator[tuple[slice, ...]]:
    """For each position inside a window: where the windows have it, in images (c, h, w, n)."""
    (kh, kw), (sh, sw), _ = window
    rows, columns = places(shape, window)
    for i in range(kh):
        for j in range(kw):
            yield slice(None), slice(i, i + sh * rows, sh), slice(j, j + sw * columns, sw)


def framed(x: Array, window: Window, value: float = 0.0) -> Array:
    """The images with a frame around them, as (c, h, w, n): see `images_last`."""
    ph, pw = window[2]
    x = x.transpose(1, 2, 3, 0)
    if not (ph or pw):
        return x
    c, height, width, n = x.shape
    frame = np.full((c, height + 2 * ph, width + 2 * pw, n), value, x.dtype)
    frame[:, ph : ph + height, pw : pw + width] = x
    return frame


def unframed(frame: Array, window: Window) -> Array:
    """The images (n, c, h, w) without their frame."""
    ph, pw = window[2]
    _, height, width, _ = frame.shape
    return frame[:, ph : height - ph, pw : width - pw].transpose(3, 0, 1, 2)


@linear_map
def _unfold(x, /, window=((1, 1), (1, 1), (0, 0))):
    """unfold(x, *window)

    ∂L/∂x = fold(g, x.shape, window)
    """
    shape = x.shape
    n, c = shape[:2]
    spots = list(slices(shape, window))
    frame = framed(x, window)
    y = np.empty((c, len(spots), *places(shape, window), n), x.dtype)
    for k, spot in enumerate(spots):
        y[:, k] = frame[spot]
    return y.reshape(c * len(spots), -1), lambda g: fold(g, shape=shape, window=window)


@linear_map
def fold(x, /, shape=(), window=((1, 1), (1, 1), (0, 0))):
    """fold(x, shape, window)

    ∂L/∂x = unfold(g, *window)
    """
    n, c, height, width = shape
    (ph, pw), spots = window[2], list(slices(shape, window))
    parts = x.reshape(c, len(spots), *places(shape, window), n)
    frame = np.zeros((c, height + 2 * ph, width + 2 * pw, n), x.dtype)
    for k, spot in enumerate(spots):
        frame[spot] += parts[:, k]
    return unframed(frame, window), lambda g: _unfold(g, window=window)


@explain_keywords
def unfold(x: Any, size: Any, stride: Any = 1, padding: Any = 0) -> Any:
    """A column for each window of each image: (n, c, h, w) -> (c·kh·kw, rows·columns·n)."""
    return _unfold(x, window=check("unfold", x, size, stride, padding))


def check(name: str, x: Any, size: Any, stride: Any, padding: Any) -> Window:
    """The window, if x has the shape of images."""
    if len(shape_of(x)) != 4:
        raise ValueError(
            f"{name}: images have shape (n, channels, height, width), not {shape_of(x)}; "
            "reshape them, x.reshape(-1, 1, 28, 28), say"
        )
    return pair("size", size, 1), pair("stride", stride, 1), pair("padding", padding, 0)


@explain_keywords
def conv2d(x: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0) -> Any:
    """At each place the window's entries, times the weights, summed: PyTorch's conv2d.

    x (n, in, h, w), weight (out, in, kh, kw), bias (out,) -> (n, out, rows, columns) with
    rows = (h + 2·padding − kh) // stride + 1.
    """
    kernels = shape_of(weight)
    if len(kernels) != 4 or len(shape_of(x)) != 4 or shape_of(x)[1] != kernels[1]:
        raise ValueError(
            f"conv2d: x has shape {shape_of(x)} and weight {kernels}, but images are (n, channels, "
            "height, width) and weights (out, channels, height, width), with as many channels"
        )
    window = check("conv2d", x, kernels[2:], stride, padding)
    y = matmul(reshape(weight, (kernels[0], -1)), _unfold(x, window=window))  # (out, places·n)
    if bias is not None:
        y = y + expand_dims(bias, 1)
    size = (kernels[0], *places(shape_of(x), window), shape_of(x)[0])
    return transpose(reshape(y, size), (3, 0, 1, 2))


@explain_keywords
def avg_pool2d(x: Any, size: Any, stride: Any = None, padding: Any = 0) -> Any:
    """The mean of each window; windows lie side by side unless `stride` says otherwise."""
    window = check("avg_pool2d", x, size, size if stride is None else stride, padding)
    n, c = shape_of(x)[:2]
    entries = reshape(_unfold(x, window=window), (c, window[0][0] * window[0][1], -1))
    return transpose(
        reshape(mean(entries, axis=1), (c, *places(shape_of(x), window), n)), (3, 0, 1, 2)
    )


@linear_map
def _max_pool2d(x, /, window=((1, 1), (1, 1), (0, 0)), winners=None):
    """max_pool2d(x, *window)

    ∂L/∂x = unpool(g, x.shape, window, winners)
    """
    shape = x.shape
    frame, bits = framed(x, window), np.dtype(f"u{x.itemsize}")
    y = np.zeros(winners.shape, bits)
    for k, spot in enumerate(slices(shape, window)):  # a tenth of the time of a masked copy
        y |= frame[spot].view(bits) * (winners == k)
    return y.view(x.dtype).transpose(3, 0, 1, 2), lambda g: unpool(
        g, shape=shape, window=window, winners=winners
    )


@linear_map
def unpool(x, /, shape=(), window=((1, 1), (1, 1), (0, 0)), winners=None):
    """unpool(x, shape, window, winners)

    ∂L/∂x = _max_pool2d(g, window, winners)
    """
    n, c, height, width = shape
    (ph, pw), x = window[2], x.transpose(1, 2, 3, 0)
    frame = np.zeros((c, height + 2 * ph, width + 2 * pw, n), x.dtype)
    for k, spot in enumerate(slices(shape, window)):
        frame[spot] += x * (winners == k)
    return unframed(frame, window), lambda g: _max_pool2d(g, window=window, winners=winners)


@explain_keywords
def max_pool2d(x: Any, size: Any, stride: Any = None, padding: Any = 0) -> Any:
    """The largest entry of each window, the first one at a tie, as in PyTorch."""
    window = check("max_pool2d", x, size, size if stride is None else stride, padding)
    if any(2 * p > k for p, k in zip(window[2], window[0], strict=True)):
        raise ValueError(f"max_pool2d: padding {window[2]} is more than half of size {window[0]}")
    frame = framed(x.value if isinstance(x, Node) else np.asarray(x), window, -np.inf)
    views = [frame[spot] for spot in slices(shape_of(x), window)]
    best = views[0].copy()
    winners = np.zeros(best.shape, np.min_scalar_type(len(views)))
    for k, view in enumerate(views[1:], 1):
        np.maximum(winners, (view > best) * winners.dtype.type(k), out=winners)
        np.maximum(best, view, out=best)
    if np.isnan(best).any():  # a nan wins
        for k, view in enumerate(views):
            np.copyto(winners, k, where=np.isnan(view))
    return _max_pool2d(x, window=window, winners=winners)
