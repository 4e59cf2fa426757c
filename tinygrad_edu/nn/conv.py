"""Layers for images of shape (n, channels, height, width): windows that slide over them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import shape_of
from ..ops import conv, shape
from .advice import look_at_input
from .init import generator, positive_integer, uniform
from .module import Module
from .tree import label

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Conv2d(Module):
    """Each output is a weighted sum of a window: the same small picture is looked for everywhere.

    (n, in, h, w) -> (n, out, rows, columns) with rows = (h + 2·padding − kh) // stride + 1; weight
    (out, in, kh, kw), bias (out,), both drawn from U(−1/√fan, 1/√fan) with fan = in·kh·kw.
    `kernel_size`, `stride` and `padding` are numbers, or pairs (height, width).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        bias: bool = True,
        dtype: DTypeLike | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.in_channels = positive_integer("Conv2d", "in_channels", in_channels)
        self.out_channels = positive_integer("Conv2d", "out_channels", out_channels)
        self.kernel_size = conv.pair("Conv2d: kernel_size", kernel_size, 1)
        self.stride = conv.pair("Conv2d: stride", stride, 1)
        self.padding = conv.pair("Conv2d: padding", padding, 0)
        rng = generator("Conv2d", rng)
        size = (self.out_channels, self.in_channels, *self.kernel_size)
        fan = self.in_channels * self.kernel_size[0] * self.kernel_size[1]
        self.weight = uniform(size, fan, rng, dtype, "weight")
        self.bias = uniform(size[:1], fan, rng, dtype, "bias") if bias else None

    def forward(self, x: Any) -> Any:
        """The sums of all windows."""
        check_images(self, x, self.in_channels)
        if self.fresh:
            self.fresh = not look_at_input(self, x)
        with naming(self):
            return conv.conv2d(x, self.weight, self.bias, self.stride, self.padding)

    def extra_repr(self) -> str:
        """1 → 16, 3 × 3, and what is not usual."""
        words = [f"{self.in_channels} → {self.out_channels}", by(self.kernel_size)]
        words += [f"stride={short(self.stride)}"] if self.stride != (1, 1) else []
        words += [f"padding={short(self.padding)}"] if self.padding != (0, 0) else []
        return ", ".join(words + ["bias=False"] * (self.bias is None))


class Pool2d(Module):
    """What both kinds of pooling share: a window, which by default moves on by its own size."""

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        name = type(self).__name__
        self.kernel_size = conv.pair(f"{name}: kernel_size", kernel_size, 1)
        self.stride = (
            self.kernel_size if stride is None else conv.pair(f"{name}: stride", stride, 1)
        )
        self.padding = conv.pair(f"{name}: padding", padding, 0)
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size, strict=True)):
            raise ValueError(
                f"{name}: padding={short(self.padding)} is more than half of "
                f"kernel_size={by(self.kernel_size)}, so some windows would see padding alone"
            )

    def extra_repr(self) -> str:
        """2 × 2, and what is not usual."""
        words = [by(self.kernel_size)]
        words += [f"stride={short(self.stride)}"] if self.stride != self.kernel_size else []
        words += [f"padding={short(self.padding)}"] if self.padding != (0, 0) else []
        return ", ".join(words)


class MaxPool2d(Pool2d):
    """The largest entry of each window: whether something is there, not where exactly."""

    def forward(self, x: Any) -> Any:
        """(n, c, h, w) -> (n, c, rows, columns)."""
        check_images(self, x)
        with naming(self):
            return conv.max_pool2d(x, self.kernel_size, self.stride, self.padding)


class AvgPool2d(Pool2d):
    """The mean of each window; padding counts as zeros."""

    def forward(self, x: Any) -> Any:
        """(n, c, h, w) -> (n, c, rows, columns)."""
        check_images(self, x)
        with naming(self):
            return conv.avg_pool2d(x, self.kernel_size, self.stride, self.padding)


class Flatten(Module):
    """The axes from start_dim to end_dim made one: (n, 28, 28) -> (n, 784)."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Any) -> Any:
        """The same entries in a flatter shape."""
        return shape.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Its axes, unless they are all but the first."""
        axes = (self.start_dim, self.end_dim)
        return "" if axes == (1, -1) else f"start_dim={axes[0]}, end_dim={axes[1]}"


def by(pair: tuple[int, int]) -> str:
    """3 × 3."""
    return f"{pair[0]} × {pair[1]}"


def short(pair: tuple[int, int]) -> str:
    """2 where both are 2."""
    return str(pair[0]) if pair[0] == pair[1] else str(pair)


def check_images(layer: Module, x: Any, channels: int | None = None) -> None:
    """Raise unless x has the shape of images, of as many channels."""
    given = shape_of(x)
    if len(given) != 4 or given[1] != (channels or given[1]):
        raise ValueError(
            f"{label(layer)}: the input has shape {given}, but it must be "
            f"(n, {channels or 'channels'}, height, width)"
            f"{'; reshape it, x.reshape(-1, 1, 28, 28), say' if len(given) != 4 else ''}"
        )


@contextlib.contextmanager
def naming(layer: Module) -> Iterator[None]:
    """Put the layer's name before the op's in what it raises."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{label(layer)}: {error}") from None
