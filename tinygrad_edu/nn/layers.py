"""Layers: what stands between the input and the output of a network, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ..ops import activations, elementwise, linalg, shape
from .init import generator, positive_integer, uniform
from .module import Module
from .tree import label


class Sequential(Module):
    """The modules one after the other: f₃(f₂(f₁(x))).

    They are the attributes "0", "1", …, so that a weight is named "0.weight".

    >>> model = Sequential(Linear(784, 16), Sigmoid(), Linear(16, 10))
    >>> model[0]
    Linear(784 → 16)  12,560 parameters
    """

    def __init__(self, *modules: Module) -> None:
        for i, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(f"Sequential: item {i} is {module!r}, not a Module{hint(module)}")
            setattr(self, str(i), module)
        self.layers = list(modules)

    def forward(self, x: Any) -> Any:
        """The output of the last module."""
        layer = self
        try:
            for layer in self.layers:  # noqa: B007 - the error names the one that raised
                x = layer(x)
        except Exception as error:
            place = f"{self.layers.index(layer)} of {type(self).__name__}: {label(layer)}"
            error.add_note(f"in layer {place}")
            raise
        return x

    def __getitem__(self, index: int | slice) -> Any:
        found = self.layers[index]
        return Sequential(*found) if isinstance(found, list) else found

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)


def hint(given: Any) -> str:
    """What the user may have meant."""
    if isinstance(given, type) and issubclass(given, Module):
        return f"; did you mean {given.__name__}()?"
    return "; write Sequential(*layers)" if isinstance(given, list | tuple) else ""


class Linear(Module):
    """x @ weight.T + bias: each output is a weighted sum of all inputs, and a bias.

    (..., in_features) -> (..., out_features); weight (out, in), bias (out,), both drawn from
    U(−1/√in, 1/√in), the weight first.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        dtype: DTypeLike | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.in_features = positive_integer("Linear", "in_features", in_features)
        self.out_features = positive_integer("Linear", "out_features", out_features)
        rng = generator("Linear", rng)
        size = (self.out_features, self.in_features)
        self.weight = uniform(size, self.in_features, rng, dtype, "weight")
        self.bias = uniform(size[:1], self.in_features, rng, dtype, "bias") if bias else None

    def forward(self, x: Any) -> Any:
        """(..., in) @ (in, out) + (out,) -> (..., out)."""
        try:
            return linalg.linear(x, self.weight, self.bias)
        except ValueError:
            if np.shape(x)[-1:] == (self.in_features,):
                raise
            raise ValueError(
                f"{label(self)}: the input has shape {np.shape(x)}, "
                f"its last axis must be {self.in_features}"
            ) from None

    def extra_repr(self) -> str:
        """784 → 16."""
        return f"{self.in_features} → {self.out_features}{', bias=False' * (self.bias is None)}"


class Sigmoid(Module):
    """1 / (1 + exp(-x)): between 0 and 1."""

    def forward(self, x: Any) -> Any:
        """Of each entry."""
        return activations.sigmoid(x)


class Tanh(Module):
    """tanh(x): between −1 and 1."""

    def forward(self, x: Any) -> Any:
        """Of each entry."""
        return elementwise.tanh(x)


class ReLU(Module):
    """max(x, 0)."""

    def forward(self, x: Any) -> Any:
        """Of each entry."""
        return activations.relu(x)


class LeakyReLU(Module):
    """x where x > 0, else negative_slope · x."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Any) -> Any:
        """Of each entry."""
        return activations.leaky_relu(x, negative_slope=self.negative_slope)

    def extra_repr(self) -> str:
        """Its slope."""
        return f"negative_slope={self.negative_slope}"


class Softmax(Module):
    """exp(x) / Σ exp(x) along an axis: probabilities that sum to 1."""

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Of each row along `dim`."""
        return activations.softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """Its axis."""
        return f"dim={self.dim}"


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
