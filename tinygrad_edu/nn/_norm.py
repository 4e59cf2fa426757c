"""Normalisation layers, and dropout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import Array, get_default_dtype
from ..engine.state import thread
from ..ops.arguments import shape_of
from ..ops.normalization import normalize, standardize
from ..ops.sums import at_least_float32, mean_of
from ..watch.notices import warn
from ..watch.origins import name_inside
from ._module import Module, label
from ._notices import as_floats, look_at_dropout
from .init import generator, parameter, positive_integer, real_number

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Norm(Module):
    """The base of the normalisation layers: eps, and a weight and a bias that may be None.

    float16 is computed in float32, because there squares above 65504 overflow, and eps is 0.
    """

    weight: Tensor | None
    bias: Tensor | None

    def set_eps(self, eps: Any) -> None:
        """Check eps and keep it."""
        name = type(self).__name__
        self.eps = real_number(name, "eps", eps)
        if not self.eps >= 0:
            raise ValueError(f"{name}: eps={eps!r} is negative; it keeps a variance above 0")

    def scaled(self, y: Tensor, dtype: np.dtype[Any], shape: tuple[int, ...] | None = None) -> Any:
        """y · weight + bias, both reshaped to `shape`, in the dtype of input and weights."""
        if self.weight is not None:
            dtype = np.result_type(dtype, self.weight.dtype)
            y = y * (self.weight if shape is None else self.weight.reshape(shape))
        if self.bias is not None:
            y = y + (self.bias if shape is None else self.bias.reshape(shape))
        return y if y.dtype == dtype else y.astype(dtype)


class BatchNorm(Norm):
    """(x − mean) / √(variance + eps) · weight + bias, for each channel, which is the second axis.

    In training, the mean and variance are those of the batch, and running values follow them:
    r ← (1 − momentum) · r + momentum · new; with momentum=None they are plain averages.  In eval
    mode the running values are used.  As in PyTorch, the running variance divides by n − 1, that
    of the batch by n.  Ioffe and Szegedy, 2015.
    """

    shapes: dict[int, str]  # the input shapes that it takes, by the number of axes
    first_weight: bytes | None = None  # the weight at the first call in eval mode

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ) -> None:
        name = type(self).__name__
        self.num_features = positive_integer(name, "num_features", num_features)
        self.set_eps(eps)
        self.momentum = None if momentum is None else real_number(name, "momentum", momentum)
        if self.momentum is not None and not 0 <= self.momentum <= 1:
            raise ValueError(f"{name}: momentum={momentum!r} is not between 0 and 1, nor None")
        size = (self.num_features,)
        self.weight = parameter(np.ones(size), dtype, "weight") if affine else None
        self.bias = parameter(np.zeros(size), dtype, "bias") if affine else None
        self.running_mean = np.zeros(size, np.promote_types(dtype or get_default_dtype(), "f4"))
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
        dtype = x.dtype
        x = at_least_float32(x)
        per_channel = (-1, *[1] * (x.ndim - 2))
        if self.training:
            if (n := x.size // self.num_features) < 2:
                raise ValueError(
                    f"{label(self)}: {n} entries per channel have no variance; "
                    "give it a larger batch, or call .eval() first"
                )
            axes = (0, *range(2, x.ndim))
            self.follow(x.data, axes)
            x = standardize(x, axis=axes, eps=self.eps)
        else:
            if not (self.num_batches_tracked or thread.paused):
                self.look_at_statistics()
            x = x - self.running_mean.reshape(per_channel)
            x = x * (1 / np.sqrt(self.running_var + self.eps)).reshape(per_channel)
        name_inside(x, "standardised")
        return self.scaled(x, dtype, per_channel)

    def follow(self, x: Array, axes: tuple[int, ...]) -> None:
        """Let the running mean and variance follow those of a batch, over the axes."""
        mean = mean_of(x, axes)
        distance = x - mean
        variance = mean_of(distance, axes, times=distance).ravel()
        mean, n = mean.ravel(), x.size // self.num_features
        if self.running_var.dtype == np.float16:  # after `to`; squares would overflow
            self.running_mean = self.running_mean.astype(np.float32)
            self.running_var = self.running_var.astype(np.float32)
        self.num_batches_tracked += 1
        share = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
        self.running_mean += share * (mean - self.running_mean)
        self.running_var += share * (variance * (n / (n - 1)) - self.running_var)

    def look_at_statistics(self) -> None:
        """Warn if the weight has changed, but no batch has updated the running values."""
        if self.weight is None or not self.weight.requires_grad:
            return
        weight = self.weight.value.tobytes()
        if self.first_weight is None:
            self.first_weight = weight
        elif self.first_weight != weight:
            warn(
                "batch norm not trained",
                f"{label(self)} learns in eval mode, but it has never seen a batch in training "
                "mode, so the running mean is still 0 and the variance 1; write model.train() "
                "before the loop. To fine-tune with frozen statistics, load them first: "
                "model.load_state_dict(...)",
                self,
            )

    def extra_repr(self) -> str:
        """The number of channels."""
        return f"{self.num_features}{', affine=False' if self.weight is None else ''}"


class BatchNorm1d(BatchNorm):
    """`BatchNorm` for rows of numbers, (n, channels), or for signals, (n, channels, length)."""

    shapes = {2: "(n, channels)", 3: "(n, channels, length)"}  # noqa: RUF012 - never changed


class BatchNorm2d(BatchNorm):
    """`BatchNorm` for images, (n, channels, height, width)."""

    shapes = {4: "(n, channels, height, width)"}  # noqa: RUF012 - never changed


class LayerNorm(Norm):
    """(x − mean) / √(variance + eps) · weight + bias over the last axes, separately per example.

    `normalized_shape` gives the sizes of those axes, one number or several; weight and bias have
    that shape.  Ba, Kiros and Hinton, 2016.
    """

    def __init__(
        self,
        normalized_shape: int | Iterable[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ) -> None:
        self.normalized_shape = sizes("LayerNorm", normalized_shape)
        self.set_eps(eps)
        ones = np.ones(self.normalized_shape)
        zeros = np.zeros(self.normalized_shape)
        affine = elementwise_affine
        self.weight = parameter(ones, dtype, "weight") if affine else None
        self.bias = parameter(zeros, dtype, "bias") if affine and bias else None

    def forward(self, x: Any) -> Any:
        """(…, *normalized_shape) -> the same shape."""
        axes = last_axes(self, x)
        x = as_floats(x)
        y = standardize(at_least_float32(x), axis=axes, eps=self.eps)
        name_inside(y, "standardised")
        return self.scaled(y, x.dtype)

    def extra_repr(self) -> str:
        """The normalised shape."""
        return " × ".join(map(str, self.normalized_shape))


class RMSNorm(Norm):
    """x / √(mean of x² + eps) · weight over the last axes: a `LayerNorm` that keeps the mean.

    `normalized_shape` gives the sizes of those axes, one number or several; weight has that shape.
    As in PyTorch, eps=None means the machine epsilon of the input's dtype.  Zhang and Sennrich,
    2019.
    """

    bias = None

    def __init__(
        self,
        normalized_shape: int | Iterable[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        *,
        dtype: DTypeLike | None = None,
    ) -> None:
        self.normalized_shape = sizes("RMSNorm", normalized_shape)
        self.eps = None
        if eps is not None:
            self.set_eps(eps)
        ones = np.ones(self.normalized_shape)
        self.weight = parameter(ones, dtype, "weight") if elementwise_affine else None

    def forward(self, x: Any) -> Any:
        """(…, *normalized_shape) -> the same shape."""
        axes = last_axes(self, x)
        x = as_floats(x)
        y = at_least_float32(x)
        eps = float(np.finfo(y.dtype).eps) if self.eps is None else self.eps
        y = normalize(y, axis=axes, eps=eps)
        name_inside(y, "normalised")
        return self.scaled(y, x.dtype)

    def extra_repr(self) -> str:
        """The normalised shape."""
        return " × ".join(map(str, self.normalized_shape))


def sizes(layer: str, normalized_shape: Any) -> tuple[int, ...]:
    """The sizes of the axes that are normalised together, checked."""
    several = np.ndim(normalized_shape) > 0 and isinstance(normalized_shape, Iterable)
    shape = tuple(
        positive_integer(layer, "normalized_shape", n)
        for n in (normalized_shape if several else [normalized_shape])
    )
    if not shape:
        raise ValueError(f"{layer}: normalized_shape=() has no axis to take a mean over")
    return shape


def last_axes(layer: LayerNorm | RMSNorm, x: Any) -> tuple[int, ...]:
    """The axes −k … −1 that are normalised, if the input has their sizes."""
    shape = layer.normalized_shape
    k = len(shape)
    if shape_of(x)[-k:] != shape:
        raise ValueError(
            f"{label(layer)}: the input has shape {shape_of(x)}, but its last "
            f"{f'{k} axes' if k > 1 else 'axis'} must be {shape if k > 1 else shape[0]}"
        )
    return tuple(range(-k, 0))


class Dropout(Module):
    """In training, each entry becomes 0 with probability p, or is divided by 1 − p; in eval, x.

    So the mean stays the same.  Srivastava et al., 2014.
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator | None = None) -> None:
        name = type(self).__name__
        self.p = real_number(name, "p", p)
        self.rng = generator(name, rng)
        if not 0 <= self.p <= 1:
            raise ValueError(f"{name}: p={p!r} is not a probability from 0 to 1")

    def forward(self, x: Any) -> Any:
        """In training, x times a random mask."""
        x = as_floats(x)
        if not self.training or self.p == 0:
            return x
        if thread.paused:
            look_at_dropout(self)
        kept = self.rng.random(self.mask_shape(x)) >= self.p
        mask = Tensor((kept / max(1 - self.p, 1e-300)).astype(x.dtype))
        name_inside(mask, "mask")
        return x * mask

    def mask_shape(self, x: Tensor) -> tuple[int, ...]:
        """The shape of the mask: one number for each entry."""
        return x.shape

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}"


class Dropout2d(Dropout):
    """`Dropout` of whole channels: in an image, a single entry can be guessed from its neighbours.

    (n, channels, height, width) -> the same shape.  Tompson et al., 2015.
    """

    def mask_shape(self, x: Tensor) -> tuple[int, ...]:
        """The shape of the mask: one number for each channel of each image."""
        if x.ndim != 4:
            raise ValueError(
                f"{label(self)}: the input has shape {x.shape}, but it must be (n, channels, "
                "height, width); for other shapes, use Dropout"
            )
        return (*x.shape[:2], 1, 1)
