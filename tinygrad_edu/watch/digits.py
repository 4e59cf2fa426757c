"""Numbers in print, the same everywhere: in messages, words, pictures and pages; and as typed."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable

import numpy as np

from ..engine.arrays import Array

SIGNS = str.maketrans("−–×·,", "--**.")
CALCULATION = re.compile(r"[-+*/().\deE ]+")
OPS: dict[type, Callable[..., float]] = {
    **{ast.UAdd: operator.pos, ast.USub: operator.neg, ast.Add: operator.add},
    **{ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv},
}


def on_paper(number: str) -> str:
    """A number that Python wrote: −, ∞, and 1.4e−4 for 1.4e-04."""
    return re.sub(r"e\+?(-?)0*(?=\d)", r"e\1", number).replace("inf", "∞").replace("-", "−")


def short(value: float, digits: int = 4, sign: str = "") -> str:
    """One number, to this many digits; with sign="+" a positive one has a plus."""
    return on_paper(f"{value + 0.0:{sign if value else ''}.{digits}g}")


def number(value: float, largest: float = 0.0) -> str:
    """One number, as `numbers` writes it among others, of which one is as large as `largest`."""
    return numbers(np.array(value, dtype=np.float64), largest)[0]


def numbers(array: Array, largest: float = 0.0) -> list[str]:
    """The entries, in row-major order: three digits, fewer if that is exact.

    Only 0 is written as 0: a number that its neighbours' format would hide has two digits of its
    own, and what rounding may have left, next to larger numbers, is ≈ 0.

    >>> numbers(np.array([0.4, -0.25, 0.0])), numbers(np.array([3.0, 12.0]))
    (['0.40', '−0.25', '0'], ['3', '12'])
    >>> numbers(np.array([0.3, -150, 0.04, 1e-16]))
    ['0.30', '−150', '0.040', '≈ 0']
    """
    values = np.asarray(array).reshape(-1)
    if values.dtype.kind in "biu":
        return [on_paper(str(v)) for v in values.tolist()]
    epsilon = float(np.finfo(values.dtype).eps)
    floats = values.astype(np.float64)
    finite = np.abs(floats[np.isfinite(floats)])
    most = float(finite.max(initial=0.0))
    noise = 4 * epsilon * max(most, largest)
    tiny_or_huge = most and not 1e-3 <= most < 1e5
    decimals = None if tiny_or_huge else decimals_for(finite[finite > noise], epsilon)
    return [one(v, decimals, noise) for v in floats.tolist()]


def decimals_for(finite: Array, epsilon: float) -> int:
    """The decimals for these numbers: three digits of the largest, fewer if that is exact."""
    if not finite.size:
        return 0
    decimals = min(max(2 - math.floor(math.log10(finite.max())), 0), 4)
    for fewer in range(decimals):
        rounded = np.round(finite, fewer)
        if np.all(np.abs(finite - rounded) <= 8 * epsilon * np.maximum(finite, 1e-3)):
            return fewer
    return decimals


def one(v: float, decimals: int | None, noise: float) -> str:
    """A number with this many decimals, or else with a power of ten."""
    if v == 0:
        return "0"
    if abs(v) <= noise:
        return "≈ 0"
    if decimals is not None:
        text = f"{v:.{decimals}f}"
        if text.strip("-0."):
            return on_paper(text)
        if abs(v) >= 1e-3:
            return on_paper(f"{v:.{1 - math.floor(math.log10(abs(v)))}f}")
    return on_paper(f"{v:.1e}").replace(".0e", "e").removesuffix("e0")


def calculated(text: str) -> float:
    """A number, or a calculation with + − * / and brackets; nan if it is neither.

    >>> calculated("-3/8"), calculated("2 × (0,5 + 1)"), calculated("two")
    (-0.375, 3.0, nan)
    """
    text = text.translate(SIGNS).strip()
    try:
        return worked_out(ast.parse(text * bool(CALCULATION.fullmatch(text)), mode="eval").body)
    except (SyntaxError, ValueError, LookupError, ArithmeticError, RecursionError, MemoryError):
        return math.nan


def worked_out(tree: ast.expr) -> float:
    """The value of a calculation; an error if it is something else."""
    match tree:
        case ast.Constant(value=int() | float() as x):
            return float(x)
        case ast.UnaryOp(op=sign, operand=x):
            return OPS[type(sign)](worked_out(x))
        case ast.BinOp(left=x, op=sign, right=y):
            return OPS[type(sign)](worked_out(x), worked_out(y))
    raise ValueError("this is no calculation")
