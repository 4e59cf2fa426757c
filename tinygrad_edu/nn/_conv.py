"""Layers for images (n, channels, height, width) and signals (n, channels, length): windows that
slide over them.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..ops import conv, shape
from ..ops.arguments import integer, shape_of
from ._module import Module, label
from ._notices import as_floats, look_at_input
from .init import generator, positive_integer, uniform

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Conv(Module):
    """The base of the convolutions: weights, and how the window is placed and moves."""

    axes: int  # the number of axes along which the window moves

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        dtype: DTypeLike | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        name = type(self).__name__
        self.in_channels = positive_integer(name, "in_channels", in_channels)
        self.out_channels = positive_integer(name, "out_channels", out_channels)
        self.groups = positive_integer(name, "groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{name}: groups={groups} does not divide in_channels={in_channels} and "
                f"out_channels={out_channels}"
            )
        self.kernel_size = conv.several(f"{name}: kernel_size", kernel_size, 1, self.axes)
        self.stride = conv.several(f"{name}: stride", stride, 1, self.axes)
        self.dilation = conv.several(f"{name}: dilation", dilation, 1, self.axes)
        self.padding = self.checked(padding)
        rng = generator(name, rng)
        size = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        fan = math.prod(size[1:])
        self.weight = uniform(size, fan, rng, dtype, "weight")
        self.bias = uniform(size[:1], fan, rng, dtype, "bias") if bias else None

    def checked(self, padding: Any) -> Any:
        """The padding as numbers, or the word for it."""
        name = f"{type(self).__name__}: padding"
        if not isinstance(padding, str):
            return conv.several(name, padding, 0, self.axes)
        if padding not in ("same", "valid"):
            raise ValueError(f"{name}={padding!r} is not a number, 'same' or 'valid'")
        if padding == "same" and set(self.stride) != {1}:
            raise ValueError(
                f"{name}='same' needs stride=1, but the stride is {brief(self.stride)}, which "
                "makes the output smaller; give the padding as a number"
            )
        return padding

    def extra_repr(self) -> str:
        """1 → 16, 3 × 3, and the settings that are not the default."""
        words = [f"{self.in_channels} → {self.out_channels}", by(self.kernel_size)]
        for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
            value = getattr(self, name)
            if value != (usual,) * self.axes:
                words.append(f"{name}={brief(value)}")
        words += [f"groups={self.groups}"] if self.groups > 1 else []
        words += ["bias=False"] if self.bias is None else []
        return ", ".join(words)


class Conv2d(Conv):
    """Each output is a weighted sum of a window: it looks for the same small pattern everywhere.

    (n, in, h, w) -> (n, out, rows, columns) with
    rows = (h + 2·padding − dilation·(kh − 1) − 1) // stride + 1; weight (out, in / groups, kh, kw),
    bias (out,), both drawn from U(−1/√fan, 1/√fan) with fan = in / groups · kh · kw.
    `kernel_size`, `stride`, `padding` and `dilation` are numbers, or pairs (height, width);
    padding="same" keeps the size of the images.  With `groups`, each group of output channels sees
    only its own group of input channels.
    """

    axes = 2

    def forward(self, x: Any) -> Any:
        """The weighted sums of all windows."""
        check_images(self, x, self.in_channels)
        x = as_floats(x)
        if self.fresh:
            self.fresh = not look_at_input(self, x)
        with naming(self):
            return conv.conv2d(
                x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
            )


class Conv1d(Conv):
    """A `Conv2d` along one axis: it looks for the same short pattern at every position.

    (n, in, length) -> (n, out, positions), weight (out, in / groups, k), bias (out,).
    """

    axes = 1

    def forward(self, x: Any) -> Any:
        """The weighted sums of all windows."""
        given = shape_of(x)
        if len(given) != 3 or given[1] != self.in_channels:
            raise ValueError(
                f"{label(self)}: the input has shape {given}, but it must be "
                f"(n, {self.in_channels}, length){self.instead(given)}"
            )
        x = as_floats(x)
        if self.fresh:
            self.fresh = not look_at_input(self, x)
        with naming(self):
            return conv.conv1d(
                x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
            )

    def instead(self, shape: tuple[int, ...]) -> str:
        """Advice for an input of a wrong shape."""
        if len(shape) == 3 and shape[2] == self.in_channels:
            return "; the channels are on the last axis: x.swapaxes(1, 2)"
        if len(shape) == 2 and shape[0] == self.in_channels:
            return "; one signal is a batch of one: x[None]"
        return "; for signals with one channel: x[:, None]" if len(shape) == 2 else ""


class Pool2d(Module):
    """The base of both kinds of pooling: a window, which by default moves by its own size."""

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        name = type(self).__name__
        self.kernel_size = conv.pair(f"{name}: kernel_size", kernel_size, 1)
        self.stride = (
            self.kernel_size if stride is None else conv.pair(f"{name}: stride", stride, 1)
        )
        self.padding = conv.pair(f"{name}: padding", padding, 0)
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size, strict=True)):
            raise ValueError(
                f"{name}: padding={brief(self.padding)} is more than half of "
                f"kernel_size={by(self.kernel_size)}, so some windows would see only padding"
            )

    def extra_repr(self) -> str:
        """2 × 2, and the settings that are not the default."""
        words = [by(self.kernel_size)]
        words += [f"stride={brief(self.stride)}"] if self.stride != self.kernel_size else []
        words += [f"padding={brief(self.padding)}"] if self.padding != (0, 0) else []
        return ", ".join(words)


class MaxPool2d(Pool2d):
    """The largest entry of each window: it says whether something is there, not exactly where."""

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


class AdaptiveAvgPool2d(Module):
    """The means of windows that divide the image evenly: the output's size is given.

    (n, c, h, w) -> (n, c, rows, columns); `output_size` is a number, or a pair (rows, columns), in
    which None keeps the size.  With 1 it is the mean of each channel, whatever the image's size.
    """

    def __init__(self, output_size: Any) -> None:
        self.output_size = output_size
        several = output_size if isinstance(output_size, tuple | list) else [output_size] * 2
        known = [1 if size is None else size for size in several]
        conv.pair("AdaptiveAvgPool2d: output_size", known, 1)

    def forward(self, x: Any) -> Any:
        """(n, c, h, w) -> (n, c, rows, columns)."""
        check_images(self, x)
        return conv.adaptive_avg_pool2d(as_floats(x), self.output_size)

    def extra_repr(self) -> str:
        """The output's size."""
        return str(self.output_size)


class Flatten(Module):
    """Join the axes from start_dim to end_dim into one: (n, 28, 28) -> (n, 784)."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim = integer("Flatten: start_dim", start_dim)
        self.end_dim = integer("Flatten: end_dim", end_dim)

    def forward(self, x: Any) -> Any:
        """The same entries in a flatter shape."""
        return shape.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """The axes, unless they are all but the first."""
        axes = (self.start_dim, self.end_dim)
        return "" if axes == (1, -1) else f"start_dim={axes[0]}, end_dim={axes[1]}"


def by(sizes: tuple[int, ...]) -> str:
    """The sizes as text: 3 × 3."""
    return " × ".join(map(str, sizes))


def brief(numbers: Any) -> str:
    """The numbers as text: 2 if all are 2; a word in quotes."""
    if isinstance(numbers, str):
        return repr(numbers)
    return str(numbers[0]) if len(set(numbers)) == 1 else str(numbers)


def check_images(layer: Module, x: Any, channels: int | None = None) -> None:
    """Raise unless x has the shape of images with this number of channels."""
    given = shape_of(x)
    if len(given) == 4 and given[1] == (channels or given[1]):
        return
    advice = ""
    if len(given) == 4 and given[3] == channels:
        advice = "; the channels are on the last axis: x.transpose(0, 3, 1, 2)"
    elif len(given) == 3 and given[0] == (channels or given[0]):
        advice = "; one image is a batch of one: x[None]"
    elif len(given) != 4:
        advice = "; reshape it, for example x.reshape(-1, 1, 28, 28)"
    raise ValueError(
        f"{label(layer)}: the input has shape {given}, but it must be "
        f"(n, {channels or 'channels'}, height, width){advice}"
    )


@contextlib.contextmanager
def naming(layer: Module) -> Iterator[None]:
    """Put the layer's name in front of the op's in an error."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{label(layer)}: {error}") from None
