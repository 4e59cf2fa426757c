"""What normalisation layers compute: entries of mean 0 and variance 1, or of size 1."""

from typing import Any

import numpy as np

from .rules import differentiable
from .sums import mean_of


@differentiable
def standardize(x, /, axis=-1, eps=0.0):
    """(x - x.mean(axis=axis, keepdims=True)) / np.sqrt(x.var(axis=axis, keepdims=True) + eps)

    ∂L/∂x = without_share(g - g.mean(axis=axis, keepdims=True), y, axis) / deviation(x, axis, eps)
    """
    y = x - mean_of(x, axis)
    scale = 1 / root_mean_square(y, axis, eps)
    y *= scale  # in place, here and below: fewer large arrays

    def derivative(g: Any) -> Any:
        d = without_share(g, y, axis)
        d -= mean_of(g, axis)
        d *= scale
        return d

    return y, derivative


@differentiable
def normalize(x, /, axis=-1, eps=0.0):
    """x / np.sqrt((x * x).mean(axis=axis, keepdims=True) + eps)

    ∂L/∂x = without_share(g, y, axis) / root_mean_square(x, axis, eps)
    """
    scale = 1 / root_mean_square(x, axis, eps)
    y = x * scale

    def derivative(g: Any) -> Any:
        d = without_share(g, y, axis)
        d *= scale
        return d

    return y, derivative


def without_share(g: Any, y: Any, axis: Any) -> Any:
    """g - y * (g * y).mean(axis): a larger x makes the divisor larger, too, so this part goes."""
    d = y * -mean_of(g, axis, times=y)
    d += g
    return d


def root_mean_square(x: Any, axis: Any, eps: float) -> Any:
    """√(mean of x² + eps) along the axes, which are kept with size 1."""
    return np.sqrt(mean_of(x, axis, times=x) + eps)


def deviation(x: Any, axis: Any, eps: float) -> Any:
    """√(variance + eps) along the axes, which are kept with size 1."""
    return root_mean_square(x - mean_of(x, axis), axis, eps)
