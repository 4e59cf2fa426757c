"""Activation functions and the softmax family: stable for every input, however large."""

import functools
from typing import Any

import numpy as np

from .._pytorch.keywords import explain_keywords
from ..engine.arrays import HALF, Array, scalar
from .arguments import constant
from .erf import erf
from .reduce import kept_shape
from .rules import Result, differentiable, elementwise
from .sums import total


@elementwise
def sigmoid(x, /):
    """1 / (1 + exp(-x))

    ∂/∂x = y * (1 - y)
    """
    one, highest = sigmoid_constants(x.dtype)
    y = np.exp(np.minimum(x, highest))  # exp must not overflow
    y /= one + y
    return y, lambda: y - y * y


@functools.lru_cache
def sigmoid_constants(dtype: np.dtype[Any]) -> tuple[Array, Array]:
    """1, and the largest x for which exp(x) + 1 is finite: as 0-d arrays, which are fast."""
    dtype = np.result_type(dtype, np.float16)  # for integers: the floats that exp returns
    return scalar(1, dtype), scalar(float(np.log(np.finfo(dtype).max) * 0.999), dtype)


@elementwise
def relu(x, /):
    """maximum(x, 0)

    ∂/∂x = 1 * (x > 0)
    """
    return np.maximum(x, 0), lambda: (x > 0).astype(x.dtype)


@elementwise
def _leaky_relu(x, /, negative_slope=0.01):
    """where(x > 0, x, negative_slope * x)

    ∂/∂x = where(x > 0, 1, negative_slope)
    """
    y = np.where(x > 0, x, negative_slope * x)
    return y, lambda: np.where(x > 0, 1, negative_slope).astype(y.dtype)


@explain_keywords
def leaky_relu(x: Any, negative_slope: float = 0.01) -> Result:
    """x where it is positive, and a constant times x elsewhere."""
    return _leaky_relu(x, negative_slope=constant(negative_slope))


@elementwise
def _elu(x, /, alpha=1.0):
    """where(x > 0, x, alpha * (exp(minimum(x, 0)) - 1))

    ∂/∂x = where(x > 0, 1, alpha * exp(minimum(x, 0)))
    """
    low = x.clip(None, 0)
    y = np.where(x > 0, x, alpha * np.expm1(low))
    return y, lambda: np.where(x > 0, 1, alpha * np.exp(low)).astype(y.dtype)


@explain_keywords
def elu(x: Any, alpha: float = 1.0) -> Result:
    """x where it is positive, and alpha · (exp(x) − 1) elsewhere, for a constant alpha."""
    return _elu(x, alpha=constant(alpha))


@elementwise
def _softplus(x, /):
    """log(1 + exp(-abs(x))) + maximum(x, 0)

    ∂/∂x = sigmoid(x)
    """
    return np.logaddexp(x, 0), lambda: sigmoid(x)


@explain_keywords
def softplus(x: Any, beta: float = 1.0) -> Result:
    """log(1 + exp(beta · x)) / beta, exact for every x, for a constant beta.

    The larger beta is, the closer the function is to relu.
    """
    if type(beta) is float and beta == 1:
        return _softplus(x)
    beta = constant(beta)
    return _softplus(beta * x) / beta


@elementwise
def logsigmoid(x, /):
    """-log(1 + exp(-x))

    ∂/∂x = sigmoid(-x)
    """
    return -np.logaddexp(0, -x), lambda: sigmoid(-x)


@elementwise
def silu(x, /):
    """x * sigmoid(x)

    ∂/∂x = sigmoid(x) * (1 + x * (1 - sigmoid(x)))
    """
    s = sigmoid(x)
    return x * s, lambda: s + x * s * (1 - s)


@elementwise
def _gelu(x, /):
    """x * (1 + erf(x / sqrt(2))) / 2

    ∂/∂x = (1 + erf(x / sqrt(2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * np.pi)
    """
    share = 0.5 + 0.5 * erf(x * 0.5**0.5)  # the share of the bell curve's area left of x
    return x * share, lambda: share + x * np.exp(-0.5 * x * x) * (2 * np.pi) ** -0.5


@explain_keywords
def gelu(x: Any, approximate: str = "none") -> Result:
    """x · Φ(x), where Φ is the area under the bell curve left of x.  Hendrycks and Gimpel, 2016.

    approximate="tanh" uses (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 for Φ, as in GPT-2.
    """
    if approximate == "none":
        return _gelu(x)
    if approximate != "tanh":
        raise ValueError(f"gelu: approximate={approximate!r} is neither 'none' nor 'tanh'")
    near = np.clip(x, -10, 10)  # beyond ±10 tanh is ±1, and a cube may overflow
    inner = (2 / np.pi) ** 0.5 * (near + 0.044715 * near * near * near)
    return 0.5 * x * (1 + np.tanh(inner))


def lowered(x: Any, axis: Any) -> tuple[Any, Any]:
    """x minus its largest entry, so that exp cannot overflow, and that entry.

    In float32 or wider: a difference of small integers, or a sum of many exp(x), may not fit into
    less.  If the largest entry is infinite, or there is none, 0 is used instead.
    The caller silences NumPy's warnings: the difference of two finite numbers may be -inf.
    """
    if x.dtype.kind != "f" or x.dtype == HALF:
        x = x.astype(np.result_type(x.dtype, np.float32))
    if not x.size:
        return x, np.zeros(kept_shape(x.shape, axis), x.dtype)
    top = x.max(axis=axis, keepdims=True)
    if np.count_nonzero(np.isinf(top)):  # in a third of the time of .any()
        top = np.where(np.isinf(top), np.zeros((), x.dtype), top)
    return x - top, top


@functools.lru_cache
def rounded(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The float dtype that exp returns for numbers of a dtype."""
    return np.result_type(dtype, np.float16)


@differentiable
def softmax(x, /, axis=-1):
    """exp(x) / exp(x).sum(axis=axis, keepdims=True)

    ∂L/∂x = y * (g - (g * y).sum(axis=axis, keepdims=True))
    """
    with np.errstate(over="ignore"):
        y = np.exp(lowered(x, axis)[0])
    y = (y / total(y, axis, True)).astype(rounded(x.dtype), copy=False)
    return y, lambda g: y * (g - total(g * y, axis, True))


@differentiable
def log_softmax(x, /, axis=-1):
    """x - log(exp(x).sum(axis=axis, keepdims=True))

    ∂L/∂x = g - exp(y) * g.sum(axis=axis, keepdims=True)
    """
    with np.errstate(over="ignore", divide="ignore"):  # divide: if there are no entries
        y, _ = lowered(x, axis)
        y = y - np.log(total(np.exp(y), axis, True))
    return (
        y.astype(rounded(x.dtype), copy=False),
        lambda g: g - np.exp(y) * total(g.astype(y.dtype, copy=False), axis, True),
    )


@differentiable
def _logsumexp(x, /, axis=None):
    """log(exp(x).sum(axis=axis, keepdims=True))

    ∂L/∂x = g * softmax(x, axis)
    """
    with np.errstate(over="ignore", divide="ignore"):  # if entries are infinite, or there are none
        low, top = lowered(x, axis)
        y = np.log(total(np.exp(low), axis, True)) + top
    return y.astype(rounded(x.dtype), copy=False), lambda g: g * softmax(x, axis=axis)


@explain_keywords
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Result:
    """log(exp(x).sum(axis, keepdims=keepdims)), without overflow."""
    y = _logsumexp(x, axis=axis)
    return y if keepdims else y.squeeze(axis=axis)
