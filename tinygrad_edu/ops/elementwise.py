"""Elementwise ops: a calculus table that runs.

Each rule returns the value and the *local* derivatives; the engine multiplies by the upstream
gradient.  For a derivative of 1 or −1, the gradient is passed on or negated without a product.
Two inputs are broadcast as in NumPy, and the engine undoes it.
"""

from typing import Any

import numpy as np

from .._pytorch.keywords import explain_keywords
from .arguments import constant, integer, mask_of
from .rules import Result, elementwise

LOG_2, LOG_10 = float(np.log(2)), float(np.log(10))  # Python numbers: they take x's dtype


# --- arithmetic -------------------------------------------------------------------------------


@elementwise
def add(x, y, /):
    """x + y

    ∂/∂x = 1
    ∂/∂y = 1
    """
    return x + y, lambda: 1, lambda: 1


@elementwise
def subtract(x, y, /):
    """x - y

    ∂/∂x = 1
    ∂/∂y = -1
    """
    return x - y, lambda: 1, lambda: -1


@elementwise
def multiply(x, y, /):
    """x * y

    ∂/∂x = y
    ∂/∂y = x
    """
    return x * y, lambda: y, lambda: x


@elementwise
def divide(x, y, /):
    """x / y

    ∂/∂x = 1 / y
    ∂/∂y = -z / y
    """
    z = x / y
    return z, lambda: 1 / y, lambda: -z / y


@elementwise
def negative(x, /):
    """-x

    ∂/∂x = -1
    """
    return -x, lambda: -1


@elementwise
def positive(x, /):
    """+x

    ∂/∂x = 1
    """
    return +x, lambda: 1


@elementwise
def square(x, /):
    """x * x

    ∂/∂x = 2 * x
    """
    return x * x, lambda: x + x


@elementwise
def reciprocal(x, /):
    """1 / x

    ∂/∂x = -y * y
    """
    y = 1 / x
    return y, lambda: -y * y


@elementwise
def _power(x, y, /):
    """x ** y

    ∂/∂x = y * where((x == 0) & (y == 0), 1, x) ** (y - 1)
    ∂/∂y = z * log(where((x == 0) & (y >= 0), 1, x))
    """
    z = x**y
    # 0 * 0**-1 and 0 * log(0) are taken as 0.  Only the base is replaced: a second derivative with
    # respect to y needs each y in the formula.
    return (
        z,
        lambda: y * one_where((y == 0) & tiny(x), x) ** (y.astype(z.dtype, copy=False) - 1),
        lambda: z * np.log(one_where((x == 0) & (y >= 0), x).astype(z.dtype, copy=False)),
    )


def one_where(condition: Any, x: Any) -> Any:
    """x, with 1 where the condition is true; x itself if it is true nowhere."""
    return np.where(condition, np.ones((), x.dtype), x) if condition.any() else x


def tiny(x: Any) -> Any:
    """Where x is so close to 0 that 1 / x may overflow."""
    return np.abs(x) < np.finfo(x.dtype).tiny


def power(x: Any, y: Any) -> Result:
    """x ** y, for a constant or a tensor y; x ** 2 is square(x), five times as fast."""
    if type(y) in (int, float) and y == 2:
        return square(x)
    return _power(x, y)


def float_power(x: Any, y: Any) -> Any:
    """x ** y in float64 or wider, as in NumPy."""
    return power(multiply(x, np.float64(1)), y)


# --- exponentials and logarithms --------------------------------------------------------------


@elementwise
def exp(x, /):
    """exp(x)

    ∂/∂x = y
    """
    y = np.exp(x)
    return y, lambda: y


@elementwise
def expm1(x, /):
    """exp(x) - 1

    ∂/∂x = exp(x)
    """
    return np.expm1(x), lambda: np.exp(x)  # y + 1 has no digits left where y is almost -1


@elementwise
def log(x, /):
    """log(x)

    ∂/∂x = 1 / x
    """
    return np.log(x), lambda: 1 / x


@elementwise
def log1p(x, /):
    """log(1 + x)

    ∂/∂x = 1 / (1 + x)
    """
    return np.log1p(x), lambda: 1 / (1 + x)


@elementwise
def log2(x, /):
    """log(x) / log(2)

    ∂/∂x = 1 / (x * log(2))
    """
    return np.log2(x), lambda: 1 / (x * LOG_2)


@elementwise
def log10(x, /):
    """log(x) / log(10)

    ∂/∂x = 1 / (x * log(10))
    """
    return np.log10(x), lambda: 1 / x / LOG_10


@elementwise
def logaddexp(x, y, /):
    """log(exp(x) + exp(y))

    ∂/∂x = 1 / (1 + exp(y - x))
    ∂/∂y = 1 / (1 + exp(x - y))
    """
    # exp(-logaddexp(0, d)) = 1 / (1 + exp(d)), without overflow
    return (
        np.logaddexp(x, y),
        lambda: np.exp(-np.logaddexp(0, y - x)),
        lambda: np.exp(-np.logaddexp(0, x - y)),
    )


@elementwise
def sqrt(x, /):
    """sqrt(x)

    ∂/∂x = 1 / (2 * y)
    """
    y = np.sqrt(x)
    return y, lambda: 1 / (y + y)


# --- trigonometry -----------------------------------------------------------------------------


@elementwise
def sin(x, /):
    """sin(x)

    ∂/∂x = cos(x)
    """
    return np.sin(x), lambda: np.cos(x)


@elementwise
def cos(x, /):
    """cos(x)

    ∂/∂x = -sin(x)
    """
    return np.cos(x), lambda: -np.sin(x)


@elementwise
def tan(x, /):
    """tan(x)

    ∂/∂x = 1 + y * y
    """
    y = np.tan(x)
    return y, lambda: 1 + y * y


@elementwise
def arcsin(x, /):
    """arcsin(x)

    ∂/∂x = 1 / sqrt((1 - x) * (1 + x))
    """
    return np.arcsin(x), lambda: 1 / np.sqrt((1 - x) * (1 + x))


@elementwise
def arccos(x, /):
    """arccos(x)

    ∂/∂x = -1 / sqrt((1 - x) * (1 + x))
    """
    return np.arccos(x), lambda: -1 / np.sqrt((1 - x) * (1 + x))


@elementwise
def arctan(x, /):
    """arctan(x)

    ∂/∂x = 1 / (1 + x * x)
    """
    # divided twice, because the square may overflow
    return np.arctan(x), lambda: 1 / np.hypot(1, x) / np.hypot(1, x)


@elementwise
def arctan2(x, y, /):
    """arctan2(x, y)

    ∂/∂x = y / where(hypot(x, y) == 0, 1, hypot(x, y)) ** 2
    ∂/∂y = -x / where(hypot(x, y) == 0, 1, hypot(x, y)) ** 2
    """
    # the angle of the point (y, x), in NumPy's order

    def over_square(side: Any) -> Any:
        r = np.hypot(x, y)
        r = one_where(r == 0, r)
        return side / r / r  # r * r might overflow

    return np.arctan2(x, y), lambda: over_square(y), lambda: -over_square(x)


@elementwise
def hypot(x, y, /):
    """hypot(x, y)

    ∂/∂x = x / where(z == 0, 1, z)
    ∂/∂y = y / where(z == 0, 1, z)
    """
    z = np.hypot(x, y)  # the root of x * x + y * y, without overflow
    return z, lambda: x / one_where(z == 0, z), lambda: y / one_where(z == 0, z)


@elementwise
def sinh(x, /):
    """sinh(x)

    ∂/∂x = cosh(x)
    """
    return np.sinh(x), lambda: np.cosh(x)


@elementwise
def cosh(x, /):
    """cosh(x)

    ∂/∂x = sinh(x)
    """
    return np.cosh(x), lambda: np.sinh(x)


@elementwise
def tanh(x, /):
    """tanh(x)

    ∂/∂x = 1 - y * y
    """
    y = np.tanh(x)
    return y, lambda: 1 - y * y


@elementwise
def arcsinh(x, /):
    """arcsinh(x)

    ∂/∂x = 1 / hypot(1, x)
    """
    return np.arcsinh(x), lambda: 1 / np.hypot(1, x)


@elementwise
def arccosh(x, /):
    """arccosh(x)

    ∂/∂x = 1 / (sqrt(x - 1) * sqrt(x + 1))
    """
    return np.arccosh(x), lambda: 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))  # a square may overflow


@elementwise
def arctanh(x, /):
    """arctanh(x)

    ∂/∂x = 1 / ((1 - x) * (1 + x))
    """
    return np.arctanh(x), lambda: 1 / ((1 - x) * (1 + x))


# --- choices and kinks ------------------------------------------------------------------------


@elementwise
def abs(x, /):
    """abs(x)

    ∂/∂x = np.sign(x)
    """
    return np.abs(x), lambda: np.sign(x)


@elementwise
def maximum(x, y, /):
    """maximum(x, y)

    ∂/∂x = where(x == y, 1 / 2, x > y)
    ∂/∂y = where(x == y, 1 / 2, y > x)
    """
    z = np.maximum(x, y)
    return z, lambda: larger(x, y, z.dtype), lambda: larger(y, x, z.dtype)


@elementwise
def minimum(x, y, /):
    """minimum(x, y)

    ∂/∂x = where(x == y, 1 / 2, x < y)
    ∂/∂y = where(x == y, 1 / 2, y < x)
    """
    z = np.minimum(x, y)
    return z, lambda: larger(y, x, z.dtype), lambda: larger(x, y, z.dtype)


def larger(x: Any, y: Any, dtype: np.dtype[Any]) -> Any:
    """1 where x > y, 0 where x < y, ½ at a tie, which is split evenly."""
    return np.add(x > y, x >= y, dtype=dtype) / 2


@elementwise
def _where(x, y, /, condition=np.True_):
    """where(condition, x, y)

    ∂/∂x = 1 * condition
    ∂/∂y = 1 - condition
    """
    z = np.where(condition, x, y)
    return z, lambda: condition.astype(z.dtype), lambda: (~condition).astype(z.dtype)


@explain_keywords
def where(condition: Any, x: Any, y: Any) -> Result:
    """x where the condition is true, y elsewhere.

    The gradient of the entries that were not chosen is 0, except that 0 · ∞ is nan: so apply
    `where` to the *input* of a function that explodes, not to its output.
    """
    return _where(x, y, condition=mask_of(condition))


@elementwise
def _clip(x, /, min=None, max=None):
    """clip(x, min, max)

    ∂/∂x = 1 * (x == y)
    """
    y = np.clip(x, min, max)
    return y, lambda: (x == y).astype(x.dtype)


@explain_keywords
def clip(x: Any, min: Any = None, max: Any = None) -> Result:
    """x, kept between the constants `min` and `max`; the derivative is also 1 at the bounds."""
    return _clip(x, min=constant(min), max=constant(max))


@elementwise
def _nan_to_num(x, /, nan=0.0, posinf=None, neginf=None):
    """np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)

    ∂/∂x = 1 * np.isfinite(x)
    """
    y = np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    return y, lambda: np.isfinite(x).astype(y.dtype)


@explain_keywords
def nan_to_num(x: Any, *, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Result:
    """x with numbers instead of nan and ±inf, whose gradient is 0.

    Without `posinf` and `neginf`, infinities become the largest numbers of x's dtype.
    """
    return _nan_to_num(x, nan=constant(nan), posinf=constant(posinf), neginf=constant(neginf))


# --- steps: flat wherever they have a slope -----------------------------------------------------


@elementwise
def sign(x, /):
    """np.sign(x)

    ∂/∂x = 0
    """
    return np.sign(x), lambda: 0


@elementwise
def floor(x, /):
    """np.floor(x)

    ∂/∂x = 0
    """
    return np.floor(x), lambda: 0


@elementwise
def ceil(x, /):
    """np.ceil(x)

    ∂/∂x = 0
    """
    return np.ceil(x), lambda: 0


@elementwise
def trunc(x, /):
    """np.trunc(x)

    ∂/∂x = 0
    """
    return np.trunc(x), lambda: 0


@elementwise
def _round(x, /, decimals=0):
    """np.round(x, decimals)

    ∂/∂x = 0
    """
    return np.round(x, decimals), lambda: 0


@explain_keywords
def round(x: Any, decimals: int = 0) -> Result:
    """x rounded to this number of decimals, halves to the even neighbour."""
    return _round(x, decimals=integer("round: decimals", decimals))


@elementwise
def floor_divide(x, y, /):
    """x // y

    ∂/∂x = 0
    ∂/∂y = 0
    """
    return x // y, lambda: 0, lambda: 0


@elementwise
def mod(x, y, /):
    """x % y

    ∂/∂x = 1
    ∂/∂y = -(x // y)
    """
    return x % y, lambda: 1, lambda: -(x // y)
