"""What steadies training: entries of mean 0 and variance 1, and noise that must not matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import Array, get_default_dtype, shape_of
from ..ops.elementwise import sqrt
from ..tensor import Tensor
from .init import generator, parameter, positive_integer
from .module import Module
from .tree import label

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


def standardize(x: Tensor, axes: tuple[int, ...], eps: float) -> tuple[Any, Array, Array]:
    """(x − mean) / √(variance + eps), and the mean and variance over the axes."""
    mean = x.mean(axes, keepdims=True)
    distance = x - mean
    variance = (distance * distance).mean(axes, keepdims=True)
    return distance / sqrt(variance + eps), mean.data, variance.data


def as_floats(x: Any) -> Tensor:
    """The input as a tensor."""
    return x if isinstance(x, Tensor) else Tensor(x)


class BatchNorm(Module):
    """(x − mean) / √(variance + eps) · weight + bias, for each channel, which is the second axis.

    In training the mean and variance are those of the batch, and running ones follow them:
    r ← (1 − momentum) · r + momentum · new; with momentum=None they are plain averages.  In `eval`
    the running ones are used.  As in PyTorch the running variance divides by n − 1, the other by
    n.  Ioffe and Szegedy, 2015.
    """

    shapes: dict[int, str]  # the inputs it takes, by their number of axes

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        name = type(self).__name__
        self.num_features = positive_integer(name, "num_features", num_features)
        if momentum is not None and not 0 <= momentum <= 1:
            raise ValueError(f"{name}: momentum={momentum!r} is not between 0 and 1, nor None")
        self.eps, self.momentum = eps, momentum
        size = (self.num_features,)
        self.weight = parameter(np.ones(size), dtype, "weight") if affine else None
        self.bias = parameter(np.zeros(size), dtype, "bias") if affine else None
        self.running_mean = np.zeros(size, dtype or get_default_dtype())
        self.running_var = np.ones_like(self.running_mean)
        self.num_batches_tracked = np.array(0)

    def forward(self, x: Any) -> Any:
        """(n, channels, …) -> the same shape."""
        x = as_floats(x)
        if x.ndim not in self.shapes or x.shape[1] != self.num_features:
            raise ValueError(
                f"{label(self)}: the input has shape {x.shape}, but it must be "
                + " or ".join(self.shapes.values()).replace("channels", str(self.num_features))
            )
        per_channel = (-1, *[1] * (x.ndim - 2))
        if self.training:
            if (n := x.size // self.num_features) < 2:
                raise ValueError(
                    f"{label(self)}: {n} entries per channel have no variance; "
                    "give it a larger batch, or call .eval() first"
                )
            x, mean, variance = standardize(x, (0, *range(2, x.ndim)), self.eps)
            self.follow(mean.ravel(), variance.ravel(), n)
        else:
            x = x - self.running_mean.reshape(per_channel)
            x = x * (1 / np.sqrt(self.running_var + self.eps)).reshape(per_channel)
        if self.weight is None or self.bias is None:
            return x
        return x * self.weight.reshape(per_channel) + self.bias.reshape(per_channel)

    def follow(self, mean: Array, variance: Array, n: int) -> None:
        """Let the running mean and variance follow those of a batch of n entries per channel."""
        self.num_batches_tracked += 1
        share = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
        self.running_mean += share * (mean - self.running_mean)
        self.running_var += share * (variance * (n / (n - 1)) - self.running_var)

    def extra_repr(self) -> str:
        """Its channels."""
        return f"{self.num_features}{', affine=False' * (self.weight is None)}"


class BatchNorm1d(BatchNorm):
    """`BatchNorm` for rows of numbers, (n, channels), or for signals, (n, channels, length)."""

    shapes = {2: "(n, channels)", 3: "(n, channels, length)"}  # noqa: RUF012 - never changed


class BatchNorm2d(BatchNorm):
    """`BatchNorm` for images, (n, channels, height, width)."""

    shapes = {4: "(n, channels, height, width)"}  # noqa: RUF012 - never changed


class LayerNorm(Module):
    """(x − mean) / √(variance + eps) · weight + bias over the last axes, for each example alone.

    `normalized_shape` are the sizes of those axes, a number or several; weight and bias have that
    shape.  Ba, Kiros and Hinton, 2016.
    """

    def __init__(
        self,
        normalized_shape: int | Iterable[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        sizes = normalized_shape if isinstance(normalized_shape, Iterable) else [normalized_shape]
        shape = tuple(positive_integer("LayerNorm", "normalized_shape", n) for n in sizes)
        if not shape:
            raise ValueError("LayerNorm: normalized_shape=() has no axis to take a mean over")
        self.normalized_shape, self.eps = shape, eps
        affine = elementwise_affine
        self.weight = parameter(np.ones(shape), dtype, "weight") if affine else None
        self.bias = parameter(np.zeros(shape), dtype, "bias") if affine and bias else None

    def forward(self, x: Any) -> Any:
        """(…, *normalized_shape) -> the same shape."""
        k = len(self.normalized_shape)
        if shape_of(x)[-k:] != self.normalized_shape:
            raise ValueError(
                f"{label(self)}: the input has shape {shape_of(x)}, but its last "
                f"{f'{k} axes' if k > 1 else 'axis'} must be "
                f"{self.normalized_shape if k > 1 else self.normalized_shape[0]}"
            )
        y, _, _ = standardize(as_floats(x), tuple(range(-k, 0)), self.eps)
        y = y if self.weight is None else y * self.weight
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        """Its shape."""
        return " × ".join(map(str, self.normalized_shape))


class Dropout(Module):
    """In training each entry is 0 with probability p, else divided by 1 − p; in `eval`, x itself.

    So the mean stays the same.  Srivastava et al., 2014.
    """

    def __init__(self, p: float = 0.5, rng: np.random.Generator | None = None) -> None:
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout: p={p!r} is not a probability from 0 to 1")
        self.p, self.rng = p, generator("Dropout", rng)

    def forward(self, x: Any) -> Any:
        """X times a random mask, in training."""
        if not self.training or self.p == 0:
            return x
        kept = self.rng.random(np.shape(x)) >= self.p
        return x * (kept / max(1 - self.p, 1e-300)).astype(x.dtype)

    def extra_repr(self) -> str:
        """Its probability."""
        return f"p={self.p}"
