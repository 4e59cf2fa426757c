"""Expressions in print: brackets only where they are needed, ×, −, powers, and known numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from ..arrays import Array
from .calls import call, choice, item
from .known import Known, factors_of, is_plain, share
from .literals import SUPERSCRIPTS, literal, renamed

Shown = tuple[str, int]  # a text, and how tightly it binds
TIGHT = re.compile(
    r"\(.*|[^\W\deE]\w*"
)  # what a number may stand before without a sign: 2x², 2(x − 1)


class Printer(Known):
    """Prints expressions.

    `inputs` are the names and shapes of many inputs, `position` is that of the one whose
    derivative is printed, and `result` is the letter of the result.
    """

    COMPARE, PLUS, TIMES, MINUS, POWER, ATOM = range(6)

    signs: ClassVar[dict[type[ast.AST], tuple[str, int]]] = {
        **{ast.Add: ("+", PLUS), ast.Sub: ("−", PLUS), ast.Mult: ("×", TIMES)},
        **{ast.Div: ("/", TIMES), ast.MatMult: ("@", TIMES)},
        **{ast.Eq: ("=", COMPARE), ast.NotEq: ("≠", COMPARE), ast.Lt: ("<", COMPARE)},
        **{ast.Gt: (">", COMPARE), ast.LtE: ("≤", COMPARE), ast.GtE: ("≥", COMPARE)},
    }

    def __init__(
        self,
        words: Mapping[str, str],
        arrays: Mapping[str, Array],
        known: Mapping[str, Any],
        inputs: Sequence[tuple[str, tuple[int, ...]]] = (),
        position: int = 0,
        result: str = "y",
    ) -> None:
        super().__init__(words, arrays, known)
        self.inputs, self.position, self.result = inputs, position, result
        self.flat = all(array.ndim <= 2 for array in arrays.values())

    def show(self, e: ast.expr) -> Shown:
        """The expression as text."""
        value = self.value(e)
        if is_plain(value) and not (isinstance(e, ast.Name) and e.id in self.words):
            return self.number(value)
        match e:
            case ast.Name(name):
                text = self.words.get(name, name)
                return text, self.MINUS if text.startswith("−") else self.ATOM
            case ast.UnaryOp(ast.USub(), x):
                return f"−{self.within(x, self.MINUS)}", self.MINUS
            case ast.BinOp(x, ast.Mult() | ast.Div() | ast.Pow() as op, y):
                if isinstance(x, ast.Name) and isinstance(y, ast.Name) and x.id != y.id:
                    return self.plain(x, op, y)  # what the learner wrote, 1 × x, too
                if isinstance(op, ast.Pow):
                    return self.power(x, y)
                if isinstance(op, ast.Mult):
                    return self.product(e)
                return self.show(x) if self.value(y) == 1 else self.plain(x, op, y)
            case ast.BinOp(x, op, y) if type(op) in self.signs:
                return self.plain(x, op, y)
            case ast.Compare(x, [op], [y]) if type(op) in self.signs:
                sign, rank = self.signs[type(op)]
                return f"{self.within(x, rank + 1)} {sign} {self.within(y, rank + 1)}", rank
            case ast.Attribute(ast.Name("np"), name):
                return {"pi": "π", "inf": "∞"}.get(name, name), self.ATOM
            case ast.Attribute(x, name):
                name = "T" if name == "mT" and self.flat else name
                return f"{self.within(x, self.ATOM)}.{name}", self.ATOM
            case ast.Subscript():
                return item(self, e)
            case ast.IfExp(condition, x, y):
                return choice(self, condition, x, y)
            case ast.Call():
                return call(self, e)
        return self.python(e)

    def number(self, value: Any) -> Shown:
        """A known value."""
        text = literal(value)
        return text, self.MINUS if text.startswith("−") else self.ATOM

    def within(self, e: ast.expr, rank: int) -> str:
        """The expression inside of another, in brackets if it binds less tightly."""
        text, own = self.show(e)
        return text if own >= rank else f"({text})"

    def plain(self, x: ast.expr, op: ast.operator, y: ast.expr) -> Shown:
        """Two operands and the sign between them."""
        if isinstance(op, ast.Pow):
            return self.power(x, y)
        sign, rank = self.signs[type(op)]
        right = self.within(y, rank + 1)
        right = f"({right})" if right.startswith("−") else right  # x + (−2)
        left = self.within(x, rank)
        return f"{left} {'·' if left == 'g' and sign == '×' else sign} {right}", rank

    def product(self, e: ast.expr) -> Shown:
        """Factors: numbers multiplied and in front, equal ones as a power, g set off by a dot."""
        number: Any = 1
        below, gradient = "", False
        powers: dict[str, list[ast.expr]] = {}
        for factor in factors_of(e):
            value = self.value(factor)
            if self.is_gradient(factor):
                gradient = True
            elif n := share(factor, value):
                below = f" / {n}"
            elif is_plain(value) and isinstance(value, int | float | np.number):
                number = number * value
            else:
                powers.setdefault(ast.dump(factor), []).append(factor)
        if number == 0:
            return "0", self.ATOM
        texts = [self.factor(same[0], len(same)) for same in powers.values()]
        if number == 1 and len(texts) == 1 and not (gradient or below):
            (same,) = powers.values()
            return self.show(same[0]) if len(same) == 1 else (texts[0], self.POWER)
        if abs(number) != 1:
            size = literal(abs(number))
            tight = texts and TIGHT.fullmatch(texts[0]) and "e" not in size
            texts[:1] = [size + texts[0]] if tight else [size, *texts[:1]]
        text = " × ".join(texts)
        if gradient:
            text = f"g · {text}" if text else "g"
        return "−" * (number < 0) + (text or "1") + below, self.TIMES

    def factor(self, e: ast.expr, n: int) -> str:
        """A factor that stands there n times."""
        if n == 1:
            return self.within(e, self.POWER)
        return self.within(e, self.ATOM) + str(n).translate(SUPERSCRIPTS)

    def power(self, x: ast.expr, y: ast.expr) -> Shown:
        """x², or x^y."""
        exponent = self.value(y)
        if not isinstance(y, ast.Name) and is_plain(exponent) and exponent == 1:
            return self.show(x)
        base = self.within(x, self.ATOM)
        if isinstance(exponent, int | float) and exponent % 1 == 0:
            return base + str(int(exponent)).translate(SUPERSCRIPTS), self.POWER
        return f"{base}^{self.within(y, self.ATOM)}", self.POWER

    # --- times g ---

    def times_g(self, e: ast.expr) -> str:
        """g times a local derivative: 1 passes g on, and a condition chooses."""
        match e:
            case ast.Call(ast.Name("where"), [condition, x, y]):
                holds = self.holds(condition)
                if holds is not None:
                    return self.times_g(x if holds else y)
                return f"{self.times_g(x)} where {self.show(condition)[0]}, else {self.times_g(y)}"
            case ast.BinOp(ast.Constant(1), ast.Mult(), x) if self.is_condition(x):
                return f"g where {self.show(x)[0]}, else 0"
            case ast.BinOp(ast.Constant(1), ast.Sub(), x) if self.is_condition(x):
                return f"g where not {self.within(x, self.ATOM)}, else 0"
            case _ if self.is_condition(e):
                return f"g where {self.show(e)[0]}, else 0"
            case ast.BinOp(ast.Constant(1), ast.Div(), y):
                return f"g / {self.within(y, self.POWER)}"
        text, rank = self.show(e)
        if text in ("0", "1", "−1"):
            return text.replace("1", "g")
        if text.startswith(("1 / ", "−1 / ")) and rank >= self.TIMES:
            return text.replace("1", "g", 1)
        if text.startswith("−") and rank >= self.TIMES:
            return f"−g · {text[1:]}"
        return f"g · {text}" if rank >= self.TIMES else f"g · ({text})"

    def is_gradient(self, e: ast.expr) -> bool:
        """Whether it is g, perhaps with its axes restored."""
        match e:
            case ast.Call(ast.Name("restore"), [x, *_]):
                return self.is_gradient(x)
        return isinstance(e, ast.Name) and e.id == "g"

    def is_condition(self, e: ast.expr) -> bool:
        """Whether it is true or false for each entry."""
        mask = isinstance(e, ast.Name) and np.asarray(self.known.get(e.id)).dtype.kind == "b"
        return mask or (isinstance(e, ast.Compare) and not is_plain(self.value(e)))

    # --- helpers ---

    def shape(self, name: str) -> tuple[int, ...]:
        """That of an input or of the result."""
        return self.arrays[name].shape if name in self.arrays else ()

    def python(self, e: ast.expr) -> Shown:
        """Anything else as it stands there, with the learner's names."""
        return renamed(e, self.words), self.COMPARE
