"""Expressions in print: brackets only where they are needed, ×, −, powers, and known numbers.

`y * x ** where(y == 0, 1, y - 1)` becomes 3x² for x ** 3: names take the place of letters, and
what is known, from constants, settings and shapes, is computed.
"""

from __future__ import annotations

import ast
import copy
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...engine.arrays import Array

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST = 4  # entries of an index that are all shown
UNKNOWN: Any = object()
REDUCTIONS = ("sum", "mean", "max", "min", "prod")

Shown = tuple[str, int]  # a text, and how tightly it binds
COMPARE, PLUS, TIMES, MINUS, POWER, ATOM = range(6)

# fmt: off
SIGNS: dict[type[ast.AST], tuple[str, int, Callable[..., Any] | None]] = {
    ast.Add:     ("+", PLUS,    operator.add),
    ast.Sub:     ("−", PLUS,    operator.sub),
    ast.Mult:    ("×", TIMES,   operator.mul),
    ast.Div:     ("/", TIMES,   operator.truediv),
    ast.Pow:     ("^", POWER,   operator.pow),
    ast.MatMult: ("@", TIMES,   None),
    ast.Eq:      ("=", COMPARE, operator.eq),
    ast.NotEq:   ("≠", COMPARE, operator.ne),
    ast.Lt:      ("<", COMPARE, operator.lt),
    ast.Gt:      (">", COMPARE, operator.gt),
    ast.LtE:     ("≤", COMPARE, operator.le),
    ast.GtE:     ("≥", COMPARE, operator.ge),
}
# fmt: on

# what a number may stand before without a sign: 2x², 2(x − 1)
TIGHT = re.compile(r"\(.*|[^\W\deE]\w*")


class Printer:
    """Prints expressions, given what the letters in them stand for.

    `words` are the names to print, `arrays` the values of inputs and result, `known` the settings
    and the inputs that are plain numbers.
    """

    def __init__(
        self,
        words: Mapping[str, str] | None = None,
        arrays: Mapping[str, Array] | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.words, self.arrays, self.known = words or {}, arrays or {}, known or {}
        self.flat = all(array.ndim <= 2 for array in self.arrays.values())

    def show(self, e: ast.expr) -> Shown:
        """The expression as text."""
        value = self.value(e)
        if is_plain(value) and not (isinstance(e, ast.Name) and e.id in self.words):
            text = literal(value)
            return text, MINUS if text.startswith("−") else ATOM
        match e:
            case ast.Name(name):
                text = self.words.get(name, name)
                return text, MINUS if text.startswith("−") else ATOM
            case ast.UnaryOp(ast.USub(), x):
                return f"−{self.within(x, MINUS)}", MINUS
            case ast.BinOp(ast.Name(a) as x, op, ast.Name(b) as y) if a != b and type(op) in SIGNS:
                return self.operation(x, op, y)  # what the learner wrote, 1 × x, too
            case ast.BinOp(x, ast.Pow(), y):
                return self.power(x, y)
            case ast.BinOp(_, ast.Mult(), _):
                return self.product(e)
            case ast.BinOp(x, ast.Div(), y) if self.value(y) == 1:
                return self.show(x)
            case ast.BinOp(x, op, y) if type(op) in SIGNS:
                return self.operation(x, op, y)
            case ast.Compare(x, [comparison], [y]) if type(comparison) in SIGNS:
                sign = SIGNS[type(comparison)][0]
                return f"{self.within(x, PLUS)} {sign} {self.within(y, PLUS)}", COMPARE
            case ast.BinOp(x, ast.BitAnd(), y):
                return f"{self.show(x)[0]} and {self.show(y)[0]}", COMPARE
            case ast.Attribute(ast.Name("np"), name):
                return {"pi": "π", "inf": "∞"}.get(name, name), ATOM
            case ast.Attribute(x, name):
                name = "T" if name == "mT" and self.flat else name
                return f"{self.within(x, ATOM)}.{name}", ATOM
            case ast.Subscript(x, index):
                return self.item(x, index)
            case ast.IfExp(condition, x, y):
                return self.choice(condition, x, y)
            case ast.Call(f, [condition, x, y]) if name_of(f) == "where":
                return self.choice(condition, x, y)
            case ast.Call(ast.Name("restore"), [x, *_]):
                return self.show(x)  # reduced axes are back, as size 1
            case ast.Call():
                return self.call(e)
        return ast.unparse(Renamed(self.words).visit(copy.deepcopy(e))), COMPARE

    def within(self, e: ast.expr, rank: int) -> str:
        """The expression inside of another, in brackets if it binds less tightly."""
        text, own = self.show(e)
        return text if own >= rank else f"({text})"

    # --- arithmetic ---

    def operation(self, x: ast.expr, op: ast.operator, y: ast.expr) -> Shown:
        """Two operands and the sign between them."""
        if isinstance(op, ast.Pow):
            return self.power(x, y)
        sign, rank, _ = SIGNS[type(op)]
        left, right = self.within(x, rank), self.within(y, rank + 1)
        if right.startswith("−"):
            right = f"({right})"  # x + (−2)
        if left == "g" and sign == "×":
            sign = "·"
        return f"{left} {sign} {right}", rank

    def product(self, e: ast.expr) -> Shown:
        """Factors: numbers multiplied and in front, equal ones as a power, g set off by a dot."""
        number: Any = 1
        gradient = False
        powers: dict[str, list[ast.expr]] = {}
        for factor in factors_of(e):
            value = self.value(factor)
            if is_gradient(factor):
                gradient = True
            elif is_plain(value) and isinstance(value, int | float | np.number):
                number = number * value
            else:
                powers.setdefault(ast.dump(factor), []).append(factor)
        if number == 0:
            return "0", ATOM
        texts = [self.factor(same[0], len(same)) for same in powers.values()]
        if number == 1 and len(texts) == 1 and not gradient:
            (same,) = powers.values()
            return self.show(same[0]) if len(same) == 1 else (texts[0], POWER)
        if abs(number) != 1:
            size = literal(abs(number))
            if texts and TIGHT.fullmatch(texts[0]) and "e" not in size:
                texts[0] = size + texts[0]
            else:
                texts.insert(0, size)
        text = " × ".join(texts)
        if gradient:
            text = f"g · {text}" if text else "g"
        return f"{'−' if number < 0 else ''}{text or '1'}", TIMES

    def factor(self, e: ast.expr, n: int) -> str:
        """A factor that stands there n times."""
        if n == 1:
            return self.within(e, POWER)
        return self.within(e, ATOM) + str(n).translate(SUPERSCRIPTS)

    def power(self, x: ast.expr, y: ast.expr) -> Shown:
        """x², or x^y."""
        exponent = self.value(y)
        if not isinstance(y, ast.Name) and is_plain(exponent) and exponent == 1:
            return self.show(x)
        base = self.within(x, ATOM)
        if isinstance(exponent, int | float) and exponent % 1 == 0:
            return base + str(int(exponent)).translate(SUPERSCRIPTS), POWER
        return f"{base}^{self.within(y, ATOM)}", POWER

    def choice(self, condition: ast.expr, x: ast.expr, y: ast.expr) -> Shown:
        """`x where condition, else y`; only one of them if the condition is settled."""
        holds = self.holds(condition)
        if holds is not None:
            return self.show(x if holds else y)
        first, when, other = (self.show(part)[0] for part in (x, condition, y))
        if isinstance(y, ast.Compare):
            other = f"1 where {other}, else 0"
        return f"{first} where {when}, else {other}", COMPARE

    # --- functions, methods, items ---

    def call(self, e: ast.Call) -> Shown:
        """A function, or a method, of its arguments."""
        words = self.arguments(e)
        name = name_of(e.func)
        if name or not isinstance(e.func, ast.Attribute):
            if name == "sqrt" and len(e.args) == 1:
                return f"√{self.within(e.args[0], ATOM)}", POWER
            if name == "abs" and len(words) == 1:
                return f"|{words[0]}|", ATOM
            return f"{name or 'f'}({', '.join(words)})", ATOM
        name = e.func.attr
        text, rank = self.show(e.func.value)
        if rank < ATOM and name in REDUCTIONS:
            return f"{name}({', '.join([text, *words])})", ATOM
        if name == "reshape" and len(words) == 1 and words[0][:1] == "(" and words[0] != "()":
            words = [words[0][1:-1].rstrip(",")]
        return f"{self.within(e.func.value, ATOM)}.{name}({', '.join(words)})", ATOM

    def arguments(self, e: ast.Call) -> list[str]:
        """The arguments in print, without those that are None and come last."""
        words = []
        for x in e.args:
            if isinstance(x, ast.Starred):
                words.append(self.show(x.value)[0].strip("[]"))
            elif isinstance(x, ast.Name) and x.id == "axis" and "axis" in self.known:
                words.append(f"axis={self.show(x)[0]}")
            else:
                words.append(self.show(x)[0])
        while words and words[-1] in ("None", "axis=None"):
            words.pop()
        for keyword in e.keywords:
            if keyword.arg != "keepdims" and self.value(keyword.value) is not None:
                words.append(f"{keyword.arg}={self.show(keyword.value)[0]}")
        return words

    def item(self, x: ast.expr, index: ast.expr) -> Shown:
        """x[index]; an index that only restores axes is left out."""
        if ast.unparse(index) == "(..., None, None)":
            return self.show(x)
        value = self.value(index)
        words = index_in_print(value) if value is not UNKNOWN else f"[{ast.unparse(index)}]"
        return self.within(x, ATOM) + words, ATOM

    # --- times g ---

    def times_g(self, e: ast.expr) -> str:
        """g times a local derivative: 1 passes g on, and a condition chooses."""
        match e:
            case ast.Call(f, [condition, x, y]) if name_of(f) == "where":
                holds = self.holds(condition)
                if holds is not None:
                    return self.times_g(x if holds else y)
                return f"{self.times_g(x)} where {self.show(condition)[0]}, else {self.times_g(y)}"
            case ast.BinOp(ast.Constant(1), ast.Mult(), x) if self.is_condition(x):
                return f"g where {self.show(x)[0]}, else 0"
            case ast.BinOp(ast.Constant(1), ast.Sub(), x) if self.is_condition(x):
                return f"g where not {self.within(x, ATOM)}, else 0"
            case _ if self.is_condition(e):
                return f"g where {self.show(e)[0]}, else 0"
            case ast.BinOp(ast.Constant(1), ast.Div(), y):
                return f"g / {self.within(y, POWER)}"
        text, rank = self.show(e)
        if text in ("0", "1", "−1"):
            return text.replace("1", "g")
        if text.startswith(("1 / ", "−1 / ")) and rank >= TIMES:
            return text.replace("1", "g", 1)
        if text.startswith("−") and rank >= TIMES:
            return f"−g · {text[1:]}"
        return f"g · {text}" if rank >= TIMES else f"g · ({text})"

    def is_condition(self, e: ast.expr) -> bool:
        """Whether it is true or false for each entry."""
        mask = isinstance(e, ast.Name) and np.asarray(self.known.get(e.id)).dtype.kind == "b"
        return mask or (isinstance(e, ast.Compare) and not is_plain(self.value(e)))

    # --- what is known ---

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
                return self.computed(operator.neg, x)
            case ast.BinOp(_, ast.Pow(), y) if not isinstance(y, ast.Name) and self.value(y) == 0:
                return 1
            case ast.BinOp(x, op, y) | ast.Compare(x, [op], [y]) if type(op) in SIGNS:
                return self.computed(SIGNS[type(op)][2], x, y)
            case ast.Call(f, [condition, x, y]) if name_of(f) == "where":
                holds = self.holds(condition)
                return UNKNOWN if holds is None else self.value(x if holds else y)
        return UNKNOWN

    def computed(self, function: Callable[..., Any] | None, *parts: ast.expr) -> Any:
        """The function of known values; what cannot be computed stays in letters."""
        values = [self.value(part) for part in parts]
        if function is None or not all(is_plain(value) for value in values):
            return UNKNOWN
        try:
            return function(*values)
        except (TypeError, ValueError, ArithmeticError):
            return UNKNOWN

    def holds(self, condition: ast.expr) -> bool | None:
        """Whether a condition holds, for a known value or for all entries; None if for some.

        Of entries only `==` is looked at, which stands for an exception such as a tie.
        """
        value = self.value(condition)
        if is_plain(value):
            return bool(value)
        match condition:
            case ast.BinOp(x, ast.BitAnd(), y):
                both = self.holds(x), self.holds(y)
                return False if False in both else None if None in both else True
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


def name_of(function: ast.expr) -> str:
    """A function's own name: inv of np.linalg.inv; "" for a method."""
    match function:
        case ast.Name(name):
            return name.lstrip("_")
        case ast.Attribute() if ast.unparse(function).startswith("np."):
            return function.attr
    return ""


def is_gradient(e: ast.expr) -> bool:
    """Whether it is g, perhaps with its axes restored."""
    match e:
        case ast.Call(ast.Name("restore"), [x, *_]):
            return is_gradient(x)
    return isinstance(e, ast.Name) and e.id == "g"


def factors_of(e: ast.expr) -> list[ast.expr]:
    """x, y and z of x * y * z; of -x the factors −1 and x."""
    match e:
        case ast.BinOp(x, ast.Mult(), y):
            return [*factors_of(x), *(factors_of(y) if isinstance(y, ast.UnaryOp) else [y])]
        case ast.UnaryOp(ast.USub(), x) if not isinstance(x, ast.Constant):
            return [ast.Constant(-1), x]
    return [e]


# --- values in print --------------------------------------------------------------------------


def literal(value: Any) -> str:
    """A value as Python writes it, but short, and with a true minus sign."""
    if isinstance(value, float | np.floating):
        text = f"{value:.4g}".replace("inf", "∞")
    elif isinstance(value, tuple | list):
        inner = ", ".join(literal(v) for v in value)
        text = f"({inner},)" if len(value) == 1 else f"({inner})"
    elif isinstance(value, slice):
        ends = ["" if end is None else str(end) for end in (value.start, value.stop)]
        text = ":".join(ends) + (f":{value.step}" if value.step not in (None, 1) else "")
    elif isinstance(value, np.ndarray):
        many = "mask" if value.dtype == bool else "indices"
        text = str(value.tolist()) if value.size <= MOST else many
    elif isinstance(value, type | np.dtype):
        text = np.dtype(value).name if value is not type else str(value)
    else:
        text = "…" if value is ... else str(value)
    return text.replace("-", "−")


def index_in_print(value: Any) -> str:
    """An index in its brackets: [0, :2]."""
    parts = value if isinstance(value, tuple) and value else (value,)
    words = [literal(part) for part in parts]
    return f"[{', '.join(words if set(words) != {'indices'} else words[:1])}]"


class Renamed(ast.NodeTransformer):
    """Puts names in place of letters, and NumPy's functions without the `np.`"""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def visit_Name(self, e: ast.Name) -> ast.Name:
        """x."""
        return ast.Name(self.words.get(e.id, e.id))

    def visit_Attribute(self, e: ast.Attribute) -> ast.AST:
        """np.x."""
        if isinstance(e.value, ast.Name) and e.value.id == "np":
            return ast.Name(e.attr)
        return self.generic_visit(e)
