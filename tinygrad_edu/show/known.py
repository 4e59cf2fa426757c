"""What can be computed while an expression is printed: from numbers, settings and shapes."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from ..arrays import Array
from ..ops.reduce import count

UNKNOWN: Any = object()


class Known:
    """What the letters stand for: `words` to print, `arrays` with entries, and `known` values."""

    functions: ClassVar[dict[type[ast.AST], Callable[..., Any]]] = {
        **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul},
        **{ast.Div: operator.truediv, ast.Pow: operator.pow, ast.USub: operator.neg},
        **{ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.Gt: operator.gt},
    }

    def __init__(
        self, words: Mapping[str, str], arrays: Mapping[str, Array], known: Mapping[str, Any]
    ) -> None:
        self.words, self.arrays, self.known = words, arrays, known

    def value(self, e: ast.expr) -> Any:
        """The value of an expression of constants, settings and shapes, or UNKNOWN."""
        match e:
            case ast.Constant():
                return e.value
            case ast.Name():
                return self.known.get(e.id, UNKNOWN)
            case ast.Attribute(ast.Name(name), "shape" | "dtype" | "ndim" | "size"):
                return getattr(self.arrays[name], e.attr) if name in self.arrays else UNKNOWN
            case ast.UnaryOp(ast.USub(), x):
                return self.computed(self.functions[ast.USub], x)
            case ast.BinOp(_, ast.Pow(), y) if not isinstance(y, ast.Name) and self.value(y) == 0:
                return 1
            case ast.BinOp(x, op, y) if type(op) in self.functions:
                return self.computed(self.functions[type(op)], x, y)
            case ast.Compare(x, [op], [y]) if type(op) in self.functions:
                return self.computed(self.functions[type(op)], x, y)
            case ast.BoolOp(op, [x, y]):
                first = self.value(x)
                if not is_plain(first):
                    return UNKNOWN
                return first if bool(first) is isinstance(op, ast.Or) else self.value(y)
            case ast.Call(ast.Name("where"), [condition, x, y]):
                holds = self.holds(condition)
                return UNKNOWN if holds is None else self.value(x if holds else y)
            case ast.Call(ast.Name("count"), [x, y]):
                return self.computed(count, x, y)
            case ast.Call(ast.Attribute(_, "argsort"), [x]):
                return self.computed(lambda axes: tuple(np.argsort(axes).tolist()), x)
        return UNKNOWN

    def computed(self, function: Callable[..., Any], *parts: ast.expr) -> Any:
        """The function of known values; what cannot be computed stays in letters."""
        values = [self.value(part) for part in parts]
        if not all(is_plain(value) for value in values):
            return UNKNOWN
        try:
            return function(*values)
        except (TypeError, ValueError, ArithmeticError, IndexError):
            return UNKNOWN

    def holds(self, condition: ast.expr) -> bool | None:
        """Whether a condition holds, for a known value or for all entries; None if for some.

        Of entries only `==` is looked at, which stands for an exception such as a tie.
        """
        value = self.value(condition)
        if is_plain(value):
            return bool(value)
        match condition:
            case ast.Compare(x, [ast.Eq()], [y]):
                a, b = self.entries(x), self.entries(y)
                if a is not None and b is not None:
                    same = np.equal(a, b)
                    return bool(same.any()) if same.all() or not same.any() else None
        return None

    def entries(self, e: ast.expr) -> Any:
        """The array behind a letter; None for other expressions."""
        match e:
            case ast.Constant(int() | float()):
                return e.value
            case ast.Name(name):
                return self.arrays.get(name)
            case ast.Call(ast.Name("restore"), [x, *_]):
                return self.entries(x)
        return None


def is_plain(value: Any) -> bool:
    """Whether it is known, and no array."""
    return value is not UNKNOWN and not isinstance(value, np.ndarray)


def stretched_axes(shape: tuple[int, ...], result: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `result` along which broadcasting stretched an array of `shape`."""
    lead = len(result) - len(shape)
    return tuple(k for k, n in enumerate(result) if k < lead or shape[k - lead] == 1 != n)


def factors_of(e: ast.expr) -> list[ast.expr]:
    """x, y and z of x * y * z; of -x the factors −1 and x."""
    match e:
        case ast.BinOp(x, ast.Mult(), y):
            return [*factors_of(x), *(factors_of(y) if isinstance(y, ast.UnaryOp) else [y])]
        case ast.UnaryOp(ast.USub(), x) if not isinstance(x, ast.Constant):
            return [ast.Constant(-1), x]
    return [e]


def share(factor: ast.expr, value: Any) -> int:
    """n, where a sum is scaled by 1 / n to make it a mean; otherwise 0."""
    scale = isinstance(factor, ast.Name) and factor.id == "scale" and isinstance(value, float)
    n = round(1 / value) if scale and 0 < value < 1 else 0
    return n if n and math.isclose(value * n, 1) else 0
