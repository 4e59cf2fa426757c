"""The formulas of ops and of their derivatives, as one writes them on paper.

The docstring of an op is data: its formula, then a line for each derivative, all of it Python.
`Printer` writes such a line in the learner's own names: y * x ** where(y == 0, 1, y - 1) becomes
3x² for x ** 3.  Where Python is hard to read, `ops.facts` has the words, with braces for what only
the graph knows.
"""

from __future__ import annotations

import ast
import functools
import inspect
import operator
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.graph import Node
from ...ops.braces import Place, filled, summed_axes, summed_over
from .numerals import SUPERSCRIPTS, index_in_print, literal

LONGEST = 80  # letters of a calculation in one line
MANY = 200  # tensors that do not fit into a line
OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript, ast.IfExp)
MADE_UP = re.compile("v[₀-₉]+")

Names = Mapping[Node, str]
UNKNOWN: Any = object()
REDUCTIONS = ("sum", "mean", "max", "min", "prod")

Shown = tuple[str, int]  # a text, and how tightly it binds
Call = tuple[str, list[Node]]  # of a module: its name, and the tensors that it was given
CHOICE, COMPARE, PLUS, TIMES, MINUS, POWER, ATOM = range(7)

# fmt: off
SIGNS: dict[type[ast.AST], tuple[str, int, Callable[..., Any]]] = {
    ast.BitAnd:  ("and", CHOICE, operator.and_),
    ast.Eq:      ("=", COMPARE, operator.eq),
    ast.NotEq:   ("≠", COMPARE, operator.ne),
    ast.Lt:      ("<", COMPARE, operator.lt),
    ast.Gt:      (">", COMPARE, operator.gt),
    ast.LtE:     ("≤", COMPARE, operator.le),
    ast.GtE:     ("≥", COMPARE, operator.ge),
    ast.Add:     ("+", PLUS,    operator.add),
    ast.Sub:     ("−", PLUS,    operator.sub),
    ast.Mult:    ("×", TIMES,   operator.mul),
    ast.Div:     ("/", TIMES,   operator.truediv),
    ast.FloorDiv: ("//", TIMES, operator.floordiv),
    ast.Mod:     ("%", TIMES,   operator.mod),
    ast.MatMult: ("@", TIMES,   operator.matmul),
    ast.Not:     ("not ", ATOM, operator.not_),
    ast.USub:    ("−", MINUS,   operator.neg),
    ast.UAdd:    ("+", MINUS,   operator.pos),
    ast.Pow:     ("^", POWER,   operator.pow),
}
# fmt: on

# what a number may stand before without a sign: 2x², 2(x − 1)
TIGHT = re.compile(r"\(.*|[^\W\deE]\w*")


def formula_of(node: Node, names: Names) -> str:
    """The formula of the op: `x @ W`."""
    return computed(node, {x: atom(names[x]) for x in (*node.inputs, node)})[0]


def computed(node: Node, shown: Mapping[Node, Shown]) -> Shown:
    """The formula of the op, and how tightly it binds; `shown` are its inputs and the result."""
    assert node.op is not None
    template = node.op.facts.formula
    if template:
        return filled(template, place_of(node, 0, shown)), ATOM
    line = documented(node.op)[0]
    tree = parse(line)
    return (line, ATOM) if tree is None else printer_of(node, shown).show(tree)


def rule_of(node: Node, position: int, names: Names) -> str:
    """The part of g = ∂L/∂result that input `position` gets: `g · a × (1 − a)`, `x.T @ g`.

    A local derivative is multiplied by g: the chain rule.  Where broadcasting stretched the input,
    the engine sums what came back.
    """
    rule = rule_before_sums(node, position, names)
    over = summed_over(summed_axes(node, position))
    return f"({rule}){over}" if over and ", else" in rule else rule + over


def rule_before_sums(node: Node, position: int, names: Names) -> str:
    """The rule of the op itself, before broadcasting is undone."""
    shown = {x: atom(names[x]) for x in (*node.inputs, node)}
    assert node.op is not None
    template = node.op.facts.of("gets", position)
    if template:
        return filled(template, place_of(node, position, shown))
    letter = letters(node.op, len(node.inputs))[position]
    lines = dict(line.split(" = ", 1) for line in documented(node.op)[1:] if " = " in line)
    for left in (f"∂/∂{letter}", f"∂L/∂{letter}"):
        if left in lines:
            tree = parse(lines[left])
            printer = printer_of(node, shown)
            if left.startswith("∂/"):
                return printer.times(tree, "g") if tree else f"g · ({lines[left]})"
            return printer.show(tree)[0] if tree else lines[left]
    return f"g · ∂{names[node]}/∂{names[node.inputs[position]]}"


def headline(nodes: Sequence[Node], names: Names, calls: Mapping[Node, Call]) -> str:
    """`L = ((sigmoid(x @ W + b) − y)²).mean()`; of a longer calculation only its last step.

    What has a name stays, and what is used more than once; the steps between are written in.
    What comes out of a call of a module is written as that: `L = MSE(model(x), y)`.
    """
    root = nodes[-1]
    if not root.op:
        return names[root]
    last = f"{names[root]} = {formula_of(root, names)}"
    if len(nodes) > MANY:
        return last
    uses = Counter(x for node in nodes if not node.scope for x in node.inputs)
    uses.update(x for _, given in calls.values() for x in given)
    shown: dict[Node, Shown] = {}
    text = ""
    for node in nodes:
        shown[node] = atom(names[node])
        if node.op:
            text, rank = written_into(node, shown)
            if node in calls:
                module, given = calls[node]
                text, rank = f"{module}({', '.join(shown[x][0] for x in given)})", ATOM
            inner = uses[node] == 1 and not node.name and MADE_UP.fullmatch(names[node])
            if inner and len(text) < LONGEST:
                shown[node] = text, rank
    whole = f"{names[root]} = {text}"
    return whole if len(whole) <= LONGEST else last


def written_into(node: Node, shown: Mapping[Node, Shown]) -> Shown:
    """The formula of an op with its inputs written in; in place of a long one the op's name."""
    assert node.op is not None
    template, line = node.op.facts.formula, documented(node.op)[0]
    operations = [e for e in ast.walk(parse(line) or ast.Pass()) if isinstance(e, OPERATIONS)]
    if template.startswith("{x}") or (len(operations) == 1 and not (template or "np." in line)):
        if isinstance(operations[0], ast.Call) and line.startswith("x."):  # (x + 1).sum()
            shown = {x: (with_brackets(*shown[x]), ATOM) for x in (*node.inputs, node)}
        return computed(node, shown)
    return f"{node.op.__name__}({', '.join(shown[x][0] for x in node.inputs)})", ATOM


def documented(op: Any) -> list[str]:
    """The lines of an op's docstring that are not empty: the formula first."""
    lines = [line.strip() for line in (op.__doc__ or "").splitlines() if line.strip()]
    return lines or [f"{op.__name__}({', '.join(letters(op, 1))})"]


def letters(op: Any, count: int) -> tuple[str, ...]:
    """The letters of the inputs in the docstring."""
    own, variadic, _ = parameters_of(op.rule)
    return own or (f"{variadic}[i]",) * count


@functools.lru_cache(maxsize=1024)
def parameters_of(rule: Any) -> tuple[tuple[str, ...], str, dict[str, Any]]:
    """The names of a rule's inputs, that of all of them if it takes many, and its settings."""
    parameters = inspect.signature(rule).parameters.values()
    inputs = tuple(p.name for p in parameters if p.kind is p.POSITIONAL_ONLY)
    variadic = "".join(p.name for p in parameters if p.kind is p.VAR_POSITIONAL)
    rest = {p.name: p.default for p in parameters if p.name not in inputs and p.name != variadic}
    return inputs, variadic, rest


def place_of(node: Node, position: int, shown: Mapping[Node, Shown]) -> Place:
    """An input of an op in a graph, for what `ops.facts` says of it."""
    texts = [shown[x] for x in (*node.inputs, node)]
    settings = {**parameters_of(node.op.rule)[2], **node.settings}  # type: ignore[union-attr]
    operands, names = [with_brackets(*text) for text in texts], [text for text, _ in texts[:-1]]
    return Place(node, position, operands, names, settings, index_in_print)


def printer_of(node: Node, shown: Mapping[Node, Shown]) -> Printer:
    """A printer that knows what the letters of a docstring stand for at this node."""
    inputs, variadic, defaults = parameters_of(node.op.rule)  # type: ignore[union-attr]
    nodes = dict(zip(inputs, node.inputs, strict=False))
    known = {**defaults, **node.settings}
    for name, x in nodes.items():
        if not x.inputs and not x.needs_gradient and not x.value.ndim and not x.name:
            known[name] = x.value.item()  # a plain number is called by its value
    nodes.setdefault("z" if "y" in inputs else "y", node)
    words = {name: shown[x] for name, x in nodes.items()}
    if variadic:
        words[variadic] = f"[{', '.join(shown[x][0] for x in node.inputs)}]", ATOM
    return Printer(words, {name: x.value for name, x in nodes.items()}, known)


# --- the printer ------------------------------------------------------------------------------


def atom(text: str) -> Shown:
    """A name or a number, with how tightly it binds."""
    return text, MINUS if text.startswith("−") else ATOM


def with_brackets(text: str, rank: int, needed: int = ATOM) -> str:
    """The text, in brackets if it binds less tightly than needed."""
    return text if rank >= needed else f"({text})"


@functools.lru_cache(maxsize=1024)
def parse(line: str) -> ast.expr | None:
    """The line as a tree, plain to read; None for one that is no Python."""
    try:
        return Plain().visit(ast.parse(line, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Plain(ast.NodeTransformer):
    """Leaves out what only restores reduced axes; makes `x if condition else y` of each `where`."""

    def visit_Call(self, e: ast.Call) -> ast.AST:
        """restore(x, …), where(condition, x, y)."""
        self.generic_visit(e)
        match e:
            case ast.Call(ast.Name("restore"), [x, *_]):
                return x
            case ast.Call(f, [condition, x, y]) if name_of(f) == "where":
                return ast.IfExp(condition, x, y)
        return e

    def visit_BinOp(self, e: ast.BinOp) -> ast.AST:
        """1 * (x > 0), 1 - condition."""
        self.generic_visit(e)
        match e:
            case ast.BinOp(ast.Constant(1), ast.Mult(), ast.Compare() as x):
                return x  # the printer sees that it is to be 1 or 0
            case ast.BinOp(ast.Constant(1), ast.Mult() | ast.Sub() as op, x):
                if ast.unparse(x).startswith(("condition", "np.is")):
                    test = x if isinstance(op, ast.Mult) else ast.UnaryOp(ast.Not(), x)
                    return ast.IfExp(test, ast.Constant(1), ast.Constant(0))
        return e

    def visit_Subscript(self, e: ast.Subscript) -> ast.AST:
        """x[..., None, None]."""
        self.generic_visit(e)
        return e.value if ast.unparse(e.slice) == "(..., None, None)" else e


def name_of(function: ast.expr) -> str:
    """A function's own name: inv of np.linalg.inv; "" for a method."""
    match function:
        case ast.Name(name):
            return name.lstrip("_")
        case ast.Attribute() if ast.unparse(function).startswith("np."):
            return function.attr
    return ""


def factors_of(e: ast.expr) -> list[ast.expr]:
    """x, y and z of x * y * z; of -x the factors −1 and x."""
    match e:
        case ast.BinOp(x, ast.Mult(), y):
            return [*factors_of(x), *(factors_of(y) if isinstance(y, ast.UnaryOp) else [y])]
        case ast.UnaryOp(ast.USub(), x) if not isinstance(x, ast.Constant):
            return [ast.Constant(-1), x]
    return [e]


def is_plain(value: Any) -> bool:
    """Whether it is known, and no array."""
    return value is not UNKNOWN and not isinstance(value, np.ndarray)


@dataclass(frozen=True)
class Printer:
    """Prints expressions, given what the letters in them stand for."""

    words: Mapping[str, Shown] = field(default_factory=dict)  # what is printed for a letter
    arrays: Mapping[str, Array] = field(default_factory=dict)  # values of the inputs and the result
    known: Mapping[str, Any] = field(default_factory=dict)  # settings, inputs that are numbers

    def show(self, e: ast.expr) -> Shown:
        """The expression as text."""
        e, value = self.settled(e), self.value(e)
        if is_plain(value) and not (isinstance(e, ast.Name) and e.id in self.words):
            return atom(literal(value))
        match e:
            case ast.Name(name):
                return self.words.get(name, atom(name))
            case ast.UnaryOp(op, x) if type(op) in SIGNS:
                sign, rank, _ = SIGNS[type(op)]
                return sign + self.within(x, rank), rank
            case ast.BinOp(ast.Name(a) as x, op, ast.Name(b) as y) if a != b and type(op) in SIGNS:
                return self.operation(x, op, y)  # what the learner wrote, 1 × x, too
            case ast.BinOp(_, ast.Mult(), _):
                return self.product(e)
            case ast.BinOp(x, ast.Div(), y) if self.value(y) == 1:
                return self.show(x)
            case ast.BinOp(x, op, y) | ast.Compare(x, [op], [y]) if type(op) in SIGNS:
                return self.operation(x, op, y)
            case ast.Attribute(ast.Name("np"), name):
                return {"pi": "π", "inf": "∞"}.get(name, name), ATOM
            case ast.Attribute(x, name):
                flat = all(array.ndim <= 2 for array in self.arrays.values())
                return f"{self.within(x, ATOM)}.{'T' if name == 'mT' and flat else name}", ATOM
            case ast.Subscript(x, index):
                at = self.value(index)
                words = f"[{ast.unparse(index)}]" if at is UNKNOWN else index_in_print(at)
                return self.within(x, ATOM) + words, ATOM
            case ast.IfExp():
                return self.times(e, "1"), CHOICE
            case ast.Call(f, [x]) if name_of(f) == "sqrt":
                return f"√{self.within(x, ATOM)}", POWER
            case ast.Call():
                return self.call(e), ATOM

        def word(found: re.Match[str]) -> str:
            return with_brackets(*self.words.get(found[0], (found[0], ATOM)))

        return re.sub(r"\w+", word, ast.unparse(e).replace("np.", "")), CHOICE

    def within(self, e: ast.expr, rank: int) -> str:
        """The expression inside of another, in brackets if it binds less tightly."""
        return with_brackets(*self.show(e), rank)

    def operation(self, x: ast.expr, op: ast.AST, y: ast.expr) -> Shown:
        """Two operands and the sign between them."""
        if isinstance(op, ast.Pow):
            return self.power(x, y)
        sign, rank, _ = SIGNS[type(op)]
        left, right = self.within(x, rank), self.within(y, rank + 1)
        if right.startswith("−") and rank > COMPARE:
            right = f"({right})"  # x + (−2)
        if left == "g" and sign == "×":
            sign = "·"
        return f"{left} {sign} {right}", rank

    def power(self, x: ast.expr, y: ast.expr) -> Shown:
        """x², or x^y."""
        exponent = self.value(y)
        if not isinstance(y, ast.Name) and is_plain(exponent) and exponent == 1:
            return self.show(x)
        base = self.within(x, ATOM)
        if isinstance(exponent, int | float) and exponent % 1 == 0:
            return base + str(int(exponent)).translate(SUPERSCRIPTS), POWER
        return f"{base}^{self.within(y, ATOM)}", POWER

    def product(self, e: ast.expr) -> Shown:
        """Factors: numbers multiplied and in front, equal ones as a power, g set off by a dot."""
        number: Any = 1
        found: dict[str, list[ast.expr]] = {}
        for factor in factors_of(e):
            value = self.value(factor)
            if is_plain(value) and isinstance(value, int | float | np.number):
                number = number * value
            else:
                found.setdefault(ast.unparse(factor), []).append(factor)
        if number == 0:
            return "0", ATOM
        gradient = found.pop("g", None)
        factors = [
            same[0] if len(same) == 1 else ast.BinOp(same[0], ast.Pow(), ast.Constant(len(same)))
            for same in found.values()
        ]
        if number == 1 and len(factors) == 1 and not gradient:
            return self.show(factors[0])
        texts = [self.within(factor, POWER) for factor in factors]
        if abs(number) != 1:
            size = literal(abs(number))
            if texts and TIGHT.fullmatch(texts[0]) and "e" not in size:
                texts[0] = size + texts[0]
            else:
                texts.insert(0, size)
        text = " × ".join(texts) or "1"
        if gradient:
            text = f"g · {text}" if texts else "g"
        return f"−{text}" if number < 0 else text, TIMES

    def times(self, e: ast.expr, g: str) -> str:
        """g, which may be 1, times a local derivative: a condition chooses, and 1 passes it on."""
        match e := self.settled(e):
            case ast.Compare() if self.value(e) is UNKNOWN:
                return f"{g} where {self.show(e)[0]}, else 0"
            case ast.IfExp(test, x, y):
                return f"{self.times(x, g)} where {self.show(test)[0]}, else {self.times(y, g)}"
            case ast.BinOp(ast.Constant(1), ast.Div(), y) if g != "1":
                return f"{g} / {self.within(y, POWER)}"
        text, rank = self.show(e)
        if g == "1" or text == "0":
            return text
        if rank < TIMES:
            return f"{g} · ({text})"
        if re.match("−?1( /|$)", text):
            return text.replace("1", g, 1)
        return f"−{g} · {text[1:]}" if text.startswith("−") else f"{g} · {text}"

    def call(self, e: ast.Call) -> str:
        """A function, or a method, of its arguments."""
        words = self.arguments(e)
        name = name_of(e.func)
        if name == "abs" and len(words) == 1:
            return f"|{words[0]}|"
        if name or not isinstance(e.func, ast.Attribute):
            return f"{name or 'f'}({', '.join(words)})"
        name = e.func.attr
        text, rank = self.show(e.func.value)
        if rank < ATOM and name in REDUCTIONS:
            return f"{name}({', '.join([text, *words])})"
        if name == "reshape" and len(words) == 1 and words[0][:1] == "(" and words[0] != "()":
            words = [words[0][1:-1].rstrip(",")]
        return f"{self.within(e.func.value, ATOM)}.{name}({', '.join(words)})"

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

    def value(self, e: ast.expr) -> Any:
        """The value of an expression of constants, settings and shapes, or UNKNOWN."""
        match self.settled(e):
            case ast.Constant(value):
                return value
            case ast.Name(name):
                return self.known.get(name, UNKNOWN)
            case ast.Attribute(ast.Name(name), "shape" | "dtype" | "ndim" | "size" as fact):
                return getattr(self.arrays[name], fact) if name in self.arrays else UNKNOWN
            case ast.BinOp(_, ast.Pow(), y) if not isinstance(y, ast.Name) and self.value(y) == 0:
                return 1
            case ast.UnaryOp(op, x) if type(op) in SIGNS:
                values = [self.value(x)]
            case ast.BinOp(x, op, y) | ast.Compare(x, [op], [y]) if type(op) in SIGNS:
                values = [self.value(x), self.value(y)]
            case _:
                return UNKNOWN
        try:
            return SIGNS[type(op)][2](*values) if all(map(is_plain, values)) else UNKNOWN
        except (TypeError, ValueError, ArithmeticError):
            return UNKNOWN  # what cannot be computed stays in letters

    def settled(self, e: ast.expr) -> ast.expr:
        """The one branch of a choice that all entries take; any other expression as it is."""
        while isinstance(e, ast.IfExp):
            holds = self.holds(e.test)
            if holds is None:
                break
            e = e.body if holds else e.orelse
        return e

    def holds(self, condition: ast.expr) -> bool | None:
        """Whether a condition holds, for a known value or for all entries; None if for some.

        Of entries only `==` is looked at, which stands for an exception such as a tie.
        """
        value = self.value(condition)
        if is_plain(value):
            return bool(value)
        match condition:
            case ast.BinOp(x, ast.BitAnd(), y):
                both = (self.holds(x), self.holds(y))
                return None if None in both and False not in both else all(both)
            case ast.Compare(x, [ast.Eq()], [y]):
                # the array behind a letter, or a number
                a, b = (self.arrays.get(getattr(e, "id", ""), self.value(e)) for e in (x, y))
                if a is not UNKNOWN and b is not UNKNOWN:
                    same = np.asarray(a == b)
                    return bool(same.any()) if same.all() or not same.any() else None
        return None
