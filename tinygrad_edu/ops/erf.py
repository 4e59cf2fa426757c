"""The error function, which NumPy does not have: the area under the bell curve, used by GELU."""

from typing import Any

import numpy as np

from ..engine.arrays import Array
from .rules import elementwise

# W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23, 1969:
# erf(x) = x · SMALL(x²) up to 0.5, beyond it 1 − exp(−x²) · LARGE(x).  Error: 5e-16 of erf(x).
SMALL = (
    (0.185777706184603153, 3.16112374387056560, 113.864154151050156, 377.485237685302021,
     3209.37758913846947),
    (1.0, 23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062),
)  # fmt: skip
LARGE = (
    (2.15311535474403846e-8, 0.564188496988670089, 8.88314979438837594, 66.1191906371416295,
     298.635138197400131, 881.952221241769090, 1712.04761263407058, 2051.07837782607147,
     1230.33935479799725),
    (1.0, 15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019,
     3290.79923573345963, 4362.61909014324716, 3439.36767414372164, 1230.33935480374942),
)  # fmt: skip


@elementwise
def erf(x, /):
    """erf(x)

    ∂/∂x = 2 / sqrt(np.pi) * exp(-x * x)
    """
    return erf_values(x), lambda: np.exp(-x * x) * (2 / np.pi**0.5)


def erf_values(x: Any) -> Any:
    """2 / √π · ∫ exp(−t²) dt from 0 to x, for each entry; for a tensor, the op's result."""
    if not isinstance(x, np.ndarray | np.generic):
        return erf(x)
    wide = x.astype(np.result_type(x, np.float32))
    a = np.minimum(np.abs(wide), 6)  # from 6 on, erf is 1
    square = a * a
    small = a * ratio(SMALL, square)
    large = 1 - np.exp(-square) * ratio(LARGE, a)
    y = np.copysign(np.where(a < 0.5, small, large), x)
    return y.astype(np.result_type(x, np.float16))


def ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    """One polynomial over another, by Horner's rule."""
    above, below = (np.full(x.shape, c[0], x.dtype) for c in coefficients)
    for c, d in zip(*(c[1:] for c in coefficients), strict=True):
        above = above * x + c
        below = below * x + d
    return above / below
