"""Activation functions.  Without them, a stack of linear layers is one linear layer."""

from __future__ import annotations

from typing import Any

from ..ops import activations, elementwise
from ..ops.arguments import integer
from ._module import Module
from .init import real_number


class Sigmoid(Module):
    """1 / (1 + exp(-x)): between 0 and 1."""

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.sigmoid(x)


class Tanh(Module):
    """tanh(x): between −1 and 1."""

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return elementwise.tanh(x)


class ReLU(Module):
    """max(x, 0)."""

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.relu(x)


class LeakyReLU(Module):
    """x where x > 0, else negative_slope · x."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = real_number("LeakyReLU", "negative_slope", negative_slope)

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.leaky_relu(x, negative_slope=self.negative_slope)

    def extra_repr(self) -> str:
        """The negative slope."""
        return f"negative_slope={self.negative_slope}"


class ELU(Module):
    """x where x > 0, else alpha · (exp(x) − 1): smooth, and never below −alpha."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = real_number("ELU", "alpha", alpha)

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.elu(x, alpha=self.alpha)

    def extra_repr(self) -> str:
        """The bound alpha."""
        return f"alpha={self.alpha}"


class GELU(Module):
    """x · Φ(x), where Φ(x) is the probability that a normal number is below x; see `gelu`."""

    def __init__(self, approximate: str = "none") -> None:
        if approximate not in ("none", "tanh"):
            raise ValueError(f"GELU: approximate={approximate!r} is neither 'none' nor 'tanh'")
        self.approximate = approximate

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.gelu(x, self.approximate)

    def extra_repr(self) -> str:
        """The approximation, if there is one."""
        return "" if self.approximate == "none" else f"approximate={self.approximate!r}"


class SiLU(Module):
    """x · sigmoid(x)."""

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.silu(x)


class Softplus(Module):
    """log(1 + exp(beta · x)) / beta: a ReLU without the kink."""

    def __init__(self, beta: float = 1.0) -> None:
        self.beta = real_number("Softplus", "beta", beta)
        if not self.beta > 0:
            raise ValueError(f"Softplus: beta={beta!r} is not positive")

    def forward(self, x: Any) -> Any:
        """The activation of each entry."""
        return activations.softplus(x, beta=self.beta)

    def extra_repr(self) -> str:
        """The sharpness beta, if it was set."""
        return "" if self.beta == 1 else f"beta={self.beta}"


class Softmax(Module):
    """exp(x) / Σ exp(x) along an axis: probabilities that sum to 1."""

    def __init__(self, dim: int = -1) -> None:
        self.dim = integer("Softmax: dim", dim)

    def forward(self, x: Any) -> Any:
        """The softmax along `dim`."""
        return activations.softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """The axis."""
        return f"dim={self.dim}"
