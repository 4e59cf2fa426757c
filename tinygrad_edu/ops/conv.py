"""Convolution and pooling: windows that slide over images of shape (n, channels, height, width).

A convolution is `unfold`, which turns every window into a column, followed by a matrix product.
Inside, the images are the last axis, (c, h, w, n): then the copied entries are contiguous, and
whole rows move at once.  The result has the usual shape, but keeps this memory layout.
`size`, `stride`, `padding` and `dilation` are numbers, or pairs (along the height, along the
width); a window with dilation 2 takes every second entry.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .._pytorch.keywords import explain_keywords
from ..engine.arrays import Array, get_default_dtype
from ..engine.graph import Node
from .arguments import followed, is_integer, shape_of
from .linalg import matmul
from .memory import keep_large_arrays
from .reduce import mean
from .rules import Result, linear_map
from .shape import expand_dims, pad, reshape, squeeze, transpose

Pair = tuple[int, int]
Window = tuple[Pair, Pair, Pair, Pair]  # size, stride, padding, dilation


def pair(name: str, value: Any, least: int) -> Pair:
    """A number twice, or two numbers."""
    height, width = several(name, value, least, 2)
    return height, width


def several(name: str, value: Any, least: int, count: int) -> tuple[int, ...]:
    """`count` whole numbers: one for each axis, or one for all of them."""
    numbers = (value,) * count if np.ndim(value) == 0 else tuple(value)
    if len(numbers) != count or not all(is_integer(k) and k >= least for k in numbers):
        shape = {1: "", 2: ", nor a pair of them"}[count]
        raise ValueError(f"{name}={value!r} is not a whole number ≥ {least}{shape}")
    return tuple(map(int, numbers))


def places(shape: tuple[int, ...], window: Window) -> Pair:
    """The number of windows along the height and the width."""
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = window
    height = dh * (kh - 1) + 1  # from its first to its last entry
    width = dw * (kw - 1) + 1
    rows = (shape[2] + 2 * ph - height) // sh + 1
    columns = (shape[3] + 2 * pw - width) // sw + 1
    if rows < 1 or columns < 1:
        raise ValueError(
            f"a window of {height} × {width} does not fit into images of {shape[2]} × {shape[3]}"
            f"{f' padded by {ph} and {pw}' if ph or pw else ''}"
        )
    return rows, columns


def slices(shape: tuple[int, ...], window: Window) -> Iterator[tuple[slice, ...]]:
    """For each position inside a window: its slices over all windows, in images (c, h, w, n)."""
    (kh, kw), (sh, sw), _, (dh, dw) = window
    rows, columns = places(shape, window)
    for i in range(0, dh * kh, dh):
        for j in range(0, dw * kw, dw):
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
def _unfold(x, /, window=((1, 1), (1, 1), (0, 0), (1, 1))):
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
def fold(x, /, shape=(), window=((1, 1), (1, 1), (0, 0), (1, 1))):
    """fold(x, shape, window)

    ∂L/∂x = unfold(g, *window)
    """
    n, c, height, width = shape
    ph, pw = window[2]
    spots = list(slices(shape, window))
    parts = x.reshape(c, len(spots), *places(shape, window), n)
    frame = np.zeros((c, height + 2 * ph, width + 2 * pw, n), x.dtype)
    for k, spot in enumerate(spots):
        frame[spot] += parts[:, k]
    return unframed(frame, window), lambda g: _unfold(g, window=window)


@explain_keywords
def unfold(x: Any, size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> Result:
    """A column for each window of each image: (n, c, h, w) -> (c·kh·kw, rows·columns·n)."""
    return _unfold(x, window=window_of("unfold", x, size, stride, padding, dilation))


def window_of(name: str, x: Any, size: Any, stride: Any, padding: Any, dilation: Any = 1) -> Window:
    """The window, if x has the shape of images."""
    keep_large_arrays()
    if len(shape_of(x)) != 4:
        raise ValueError(
            f"{name}: images have shape (n, channels, height, width), not {shape_of(x)}; "
            "reshape them, for example x.reshape(-1, 1, 28, 28)"
        )
    return (
        pair("size", size, 1),
        pair("stride", stride, 1),
        pair("padding", padding, 0),
        pair("dilation", dilation, 1),
    )


@explain_keywords
def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Result:
    """The weighted sum of the entries of each window, as PyTorch's conv2d.

    x (n, in, h, w), weight (out, in / groups, kh, kw), bias (out,) -> (n, out, rows, columns) with
    rows = (h + 2·padding − dilation·(kh − 1) − 1) // stride + 1.  Each group of output channels
    sees only its own group of input channels.  padding="same" keeps the size of the images,
    "valid" is 0.
    """
    kernels, given = shape_of(weight), shape_of(x)
    if len(kernels) != 4 or len(given) != 4 or given[1] != kernels[1] * groups:
        raise ValueError(
            f"conv2d: x has shape {given} and weight {kernels}, but images are (n, channels, "
            "height, width) and weights (out, channels / groups, height, width), with "
            f"{f'groups={groups}' if groups != 1 else 'the same number of channels'}"
        )
    if isinstance(padding, str):
        x, padding = padded(x, padding, kernels[2:], stride, dilation)
    window = window_of("conv2d", x, kernels[2:], stride, padding, dilation)
    columns = _unfold(x, window=window)  # (in·kh·kw, places·n)
    out = kernels[0]
    if groups == 1:
        y = matmul(reshape(weight, (out, -1)), columns)  # (out, places·n)
    else:
        if out % groups:
            raise ValueError(f"conv2d: groups={groups} does not divide {out} output channels")
        parts = reshape(columns, (groups, columns.shape[0] // groups, columns.shape[1]))
        y = matmul(reshape(weight, (groups, out // groups, -1)), parts)
        y = reshape(y, (out, columns.shape[1]))
    if bias is not None:
        y = y + expand_dims(bias, 1)
    size = (out, *places(shape_of(x), window), given[0])
    return transpose(reshape(y, size), (3, 0, 1, 2))


def padded(x: Any, padding: str, size: Any, stride: Any, dilation: Any) -> tuple[Any, Any]:
    """The images, and the padding in numbers, for padding="same" or "valid".

    If "same" needs an odd number of zeros, the extra one is at the end, as in PyTorch.
    """
    if padding == "valid":
        return x, 0
    if padding != "same":
        raise ValueError(f"padding={padding!r} is not a number, a pair, 'same' or 'valid'")
    if pair("stride", stride, 1) != (1, 1):
        raise ValueError(
            f"padding='same' needs stride=1, but the stride is {stride}, which makes images "
            "smaller; give the padding as a number"
        )
    height, width = (d * (k - 1) for k, d in zip(size, pair("dilation", dilation, 1), strict=True))
    if height % 2 == 0 and width % 2 == 0:
        return x, (height // 2, width // 2)
    up = height // 2
    left = width // 2
    return pad(x, ((0, 0), (0, 0), (up, height - up), (left, width - left))), 0


@explain_keywords
def conv1d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Result:
    """`conv2d` along one axis, for signals, which are images with height 1.

    x (n, in, length), weight (out, in / groups, k), bias (out,) -> (n, out, positions).
    """
    kernels, given = shape_of(weight), shape_of(x)
    if len(kernels) != 3 or len(given) != 3:
        raise ValueError(
            f"conv1d: x has shape {given} and weight {kernels}, but signals are (n, channels, "
            "length) and weights (out, channels / groups, length)"
        )
    (step,) = several("stride", stride, 1, 1)
    (apart,) = several("dilation", dilation, 1, 1)
    if not isinstance(padding, str):
        padding = (0, *several("padding", padding, 0, 1))
    images, windows = expand_dims(x, 2), expand_dims(weight, 2)
    return squeeze(conv2d(images, windows, bias, (1, step), padding, (1, apart), groups), 2)


@explain_keywords
def adaptive_avg_pool2d(x: Any, output_size: Any) -> Result:
    """The means of `output_size` windows, which divide the image evenly.

    (n, c, h, w) -> (n, c, rows, columns); `output_size` is a number, or a pair (rows, columns), in
    which None keeps the size.  As in PyTorch, window i of m goes from ⌊i·h/m⌋ to ⌈(i + 1)·h/m⌉.
    """
    height, width = shape_of(x)[2:]
    sizes = output_size if np.ndim(output_size) == 1 else (output_size, output_size)
    sizes = [k if m is None else m for k, m in zip((height, width), sizes, strict=True)]
    rows, columns = pair("output_size", sizes, 1)
    dtype = x.dtype if x.dtype.kind == "f" else get_default_dtype()
    y = matmul(shares(height, rows, dtype), x)  # (rows, h) @ (n, c, h, w) -> (n, c, rows, w)
    return matmul(y, shares(width, columns, dtype).T)  # -> (n, c, rows, columns)


@explain_keywords
def avg_pool2d(x: Any, size: Any, stride: Any = None, padding: Any = 0) -> Result:
    """The mean of each window; by default, windows do not overlap and leave no gap."""
    window = window_of("avg_pool2d", x, size, size if stride is None else stride, padding)
    n, c = shape_of(x)[:2]
    entries = reshape(_unfold(x, window=window), (c, window[0][0] * window[0][1], -1))
    return transpose(
        reshape(mean(entries, axis=1), (c, *places(shape_of(x), window), n)), (3, 0, 1, 2)
    )


def shares(size: int, parts: int, dtype: Any) -> Array:
    """(parts, size): row i is 1 / length inside window i and 0 elsewhere, so it takes the mean."""
    matrix = np.zeros((parts, size), dtype)
    for i in range(parts):
        window = slice(i * size // parts, -(-(i + 1) * size // parts))
        matrix[i, window] = 1 / (window.stop - window.start)
    return matrix


@linear_map
def _max_pool2d(x, /, window=((1, 1), (1, 1), (0, 0), (1, 1)), winners=None):
    """max_pool2d(x, *window)

    ∂L/∂x = unpool(g, x.shape, window, winners)
    """
    shape = x.shape
    frame = framed(x, window)
    y = np.zeros(winners.shape, x.dtype)
    if x.itemsize > 8:  # longdouble: no integer is as wide
        for k, spot in enumerate(slices(shape, window)):
            np.copyto(y, frame[spot], where=winners == k)
    else:
        bits = np.dtype(f"u{x.itemsize}")
        for k, spot in enumerate(slices(shape, window)):  # a tenth of the time of a masked copy
            y.view(bits)[...] |= frame[spot].view(bits) * (winners == k)
    return y.transpose(3, 0, 1, 2), lambda g: unpool(g, shape=shape, window=window, winners=winners)


@linear_map
def unpool(x, /, shape=(), window=((1, 1), (1, 1), (0, 0), (1, 1)), winners=None):
    """unpool(x, shape, window, winners)

    ∂L/∂x = _max_pool2d(g, window, winners)
    """
    n, c, height, width = shape
    ph, pw = window[2]
    x = x.transpose(1, 2, 3, 0)
    frame = np.zeros((c, height + 2 * ph, width + 2 * pw, n), x.dtype)
    for k, spot in enumerate(slices(shape, window)):
        frame[spot] += x * (winners == k)
    return unframed(frame, window), lambda g: _max_pool2d(g, window=window, winners=winners)


@explain_keywords
def max_pool2d(
    x: Any, size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> Result:
    """The largest entry of each window, the first one at a tie, as in PyTorch."""
    window = window_of("max_pool2d", x, size, size if stride is None else stride, padding, dilation)
    if any(2 * p > k for p, k in zip(window[2], window[0], strict=True)):
        raise ValueError(f"max_pool2d: padding {window[2]} is more than half of size {window[0]}")
    values = x.value if isinstance(x, Node) else np.asarray(x)
    return _max_pool2d(x, window=window, winners=followed(winners_of, values, window))


def winners_of(x: Array, window: Window) -> Array:
    """The place of the largest entry inside each window, as (c, rows, columns, n)."""
    least = lowest(x.dtype)
    frame = framed(x, window, least)
    views = [frame[spot] for spot in slices(x.shape, window)]
    best = views[0].copy()
    winners = np.zeros(best.shape, np.min_scalar_type(len(views)))
    for k, view in enumerate(views[1:], 1):
        np.maximum(winners, (view > best) * winners.dtype.type(k), out=winners)
        np.maximum(best, view, out=best)
    if np.isnan(best).any():  # a nan wins
        for k, view in enumerate(views):
            np.copyto(winners, k, where=np.isnan(view))
    if frame.size > x.size and (best == least).any():  # the frame must not win
        inside = framed(np.ones(x.shape, bool), window, False)
        for k, spot in reversed([*enumerate(slices(x.shape, window))]):
            winners[inside[spot] & (best == least)] = k
    return winners


def lowest(dtype: np.dtype[Any]) -> Any:
    """A value that no entry of this dtype is below."""
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min
