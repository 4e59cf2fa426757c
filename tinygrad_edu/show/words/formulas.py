"""What an op computes, and what its inputs get back, as one writes it on paper.

The docstring of an op is data: its formula, then a line for each derivative, all of it Python.
`Printer` writes such a line in the learner's own names.  Where Python is hard to read, `ops.facts`
has the words, with braces for what only the graph knows.
"""

from __future__ import annotations

import ast
import functools
import inspect
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...engine.graph import Node
from ...engine.saved import ELEMENTWISE
from ...ops.facts import facts_of
from ...ops.reduce import count, kept_shape
from .printer import ATOM, COMPARE, MINUS, SIGNS, Printer, Shown, index_in_print

EACH = " to each entry"
POWERS = {2: "x²", 3: "x³", -1: "1/x", 0.5: "√"}


def symbol_of(node: Node) -> str:
    """The sign of a node's op: its usual one, or its name; "" for a leaf."""
    if node.op is None:
        return ""
    name, sign = node.op.__name__, facts_of(node.op).sign
    if name == "power" and not node.inputs[1].value.ndim:
        return POWERS.get(node.inputs[1].value.item(), sign)
    return sign or name


def formula_of(node: Node, names: Mapping[Node, str]) -> str:
    """What the op computed: `x @ W`."""
    return computed(node, names)[0]


def computed(node: Node, names: Mapping[Node, str]) -> Shown:
    """What the op computed, and how tightly that binds."""
    template = facts_of(node.op).formula
    if template:
        return filled(template, Place(node, 0, names)), ATOM
    return typeset(documented(node.op)[0], node, names)


def rule_of(node: Node, position: int, names: Mapping[Node, str]) -> str:
    """What input `position` gets of g = ∂L/∂result: `g · a × (1 − a)`, `x.T @ g`.

    A local derivative is multiplied by g: the chain rule.  Where broadcasting stretched the input,
    the engine sums what came back.
    """
    rule = rule_before_sums(node, position, names)
    over = in_words(summed_axes(node, position))
    return f"({rule}){over}" if over and ", else" in rule else rule + over


def rule_before_sums(node: Node, position: int, names: Mapping[Node, str]) -> str:
    """What the op's own derivative makes of g."""
    template = facts_of(node.op).of("gets", position)
    if template:
        return filled(template, Place(node, position, names))
    letter = letters(node.op, len(node.inputs))[position]
    lines = dict(line.split(" = ", 1) for line in documented(node.op)[1:] if " = " in line)
    local, whole = lines.get(f"∂/∂{letter}"), lines.get(f"∂L/∂{letter}")
    if local is not None:
        tree = parse(local)
        return f"g · ({local})" if tree is None else printer_of(node, names).times_g(tree)
    if whole is not None:
        return typeset(whole, node, names)[0]
    return f"g · ∂{names[node]}/∂{names[node.inputs[position]]}"


def reason_of(node: Node, position: int, names: list[str]) -> str:
    """Why an input gets what it gets; "" where the rule says it all."""
    other = names[1 - position] if len(names) == 2 else ""
    return facts_of(node.op).of("why", position).replace("{other}", other)


# --- broadcasting -----------------------------------------------------------------------------


def summed_axes(node: Node, position: int) -> tuple[int, ...]:
    """The axes of the result along which broadcasting stretched an input."""
    assert node.op is not None
    shape, result = node.inputs[position].value.shape, node.value.shape
    if node.op.kind is not ELEMENTWISE:
        if node.op.__name__ not in ("matmul", "solve"):
            return ()
        shape, result = shape[:-2], result[:-2]  # stacks of matrices are broadcast
    return stretched_axes(shape, result)


def stretched_axes(shape: tuple[int, ...], result: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `result` along which broadcasting stretched an array of `shape`."""
    lead = len(result) - len(shape)
    return tuple(k for k, n in enumerate(result) if k < lead or shape[k - lead] == 1 != n)


def in_words(axes: tuple[int, ...]) -> str:
    """How it is said that broadcasting was undone."""
    if not axes:
        return ""
    return f" summed over {'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"


# --- what only the graph knows ----------------------------------------------------------------


class Place:
    """An input of an op in a graph: what stands in the braces of `ops.facts` there."""

    def __init__(self, node: Node, position: int, names: Mapping[Node, str]) -> None:
        self.node, self.position, self.names = node, position, names
        self.input = node.inputs[position].value
        defaults = parameters_of(node.op.rule)[2]  # type: ignore[union-attr]
        self.settings: dict[str, Any] = {**defaults, **node.settings}

    def __getitem__(self, name: str) -> str:
        return str(BRACES[name][1](self))

    def called(self, k: int) -> str:
        """Input k as an operand; behind the last one, the result."""
        name = self.names[(*self.node.inputs, self.node)[k]]
        return f"({name})" if name.startswith("−") else name

    def count(self) -> int:
        """How many entries are averaged."""
        return count(self.input.shape, self.settings["axis"])

    def along(self) -> str:
        """The axis, if one was given."""
        axis = self.settings["axis"]
        return "" if axis is None else f" along axis {axis}".replace("-", "−")

    def tie(self) -> str:
        """Where several entries are the largest, or the least."""
        best, shape = self.node.value, self.input.shape
        if best.ndim != len(shape):
            best = best.reshape(kept_shape(shape, self.settings["axis"]))
        tied = np.count_nonzero(self.input == best) > best.size
        return ", a tie shared evenly" if tied else ""

    def twice(self) -> str:
        """Where an index names an entry more than once: [0, 1, 0]."""
        index = self.settings["index"]
        parts = index if isinstance(index, tuple) else (index,)
        arrays = [np.asarray(part) for part in parts if isinstance(part, np.ndarray | list)]
        whole = [x for x in arrays if x.dtype.kind in "iu"]
        if not whole:
            return ""
        places = np.stack([x.ravel() for x in np.broadcast_arrays(*whole)])
        return " added up" if np.unique(places, axis=1).shape[1] < places.shape[1] else ""

    def part(self) -> str:
        """The slice of g that belongs to one of the joined inputs."""
        axis = self.settings["axis"] % self.node.value.ndim
        sizes = [x.value.shape[axis] for x in self.node.inputs[: self.position + 1]]
        return "g" + index_in_print((slice(None),) * axis + (slice(sum(sizes[:-1]), sum(sizes)),))

    def turned(self, back: bool = False) -> str:
        """The transpose, or the one that undoes it: T, or transpose(1, 2, 0)."""
        axes = self.settings["axes"]
        if axes is None or tuple(axes) == (1, 0):
            return "T"
        return f"transpose({', '.join(map(str, np.argsort(axes) if back else axes))})"

    def over(self) -> str:
        """By what a sum is scaled: / n, which makes it a mean, or × a number."""
        scale = float(self.settings["scale"])
        n = round(1 / scale) if 0 < scale <= 1 else 0
        if n and math.isclose(scale * n, 1):
            return "" if n == 1 else f" / {n}"
        return f" × {scale:.4g}"

    def window(self) -> str:
        """The size of a window, and what else is not as usual."""
        size, stride, padding, *_ = self.settings["window"]
        one = size if self.node.op.__name__ == "max_pool2d" else (1,) * len(size)  # type: ignore[union-attr]
        words = f", {' × '.join(map(str, size))}"
        for name, given, usual in (("stride", stride, one), ("padding", padding, (0,) * len(size))):
            if given != usual:
                words += f", {name}={given[0] if len(set(given)) == 1 else given}"
        return words

    def sums(self) -> str:
        """An einsum in print."""
        return einsum(self.settings, [self.names[x] for x in self.node.inputs])

    def others(self) -> str:
        """What one input of an einsum gets: g times the others."""
        terms, output = [*self.settings["terms"]], self.settings["output"]
        names = [self.names[x] for x in self.node.inputs]
        mine = terms.pop(self.position)
        del names[self.position]
        lone = "".join(label for label in mine if label not in output + "".join(terms))
        if lone:
            terms, names = [lone, *terms], ["ones", *names]
        return einsum({"terms": [output, *terms], "output": mine}, ["g", *names])


def einsum(settings: Mapping[str, Any], names: list[str]) -> str:
    """einsum("ij,jk→ik", a, b)."""
    return f'einsum("{",".join(settings["terms"])}→{settings["output"]}", {", ".join(names)})'


# fmt: off
BRACES: dict[str, tuple[str, Callable[[Place], Any]]] = {  # without a graph, and in one
    "x":      ("x",                           lambda at: at.called(0)),
    "y":      ("y",                           lambda at: at.called(1)),
    "n":      ("n",                           Place.count),
    "each":   (EACH, lambda at: EACH if at.input.size != at.node.value.size else ""),
    "tie":    ("",                            Place.tie),
    "along":  ("",                            Place.along),
    "index":  ("[index]",                     lambda at: index_in_print(at.settings["index"])),
    "twice":  ("",                            Place.twice),
    "part":   ("its part of g",               Place.part),
    "summed": (" summed", lambda at: in_words(stretched_axes(at.input.shape, at.node.value.shape))),
    "turned": ("transpose(axes)",             Place.turned),
    "back":   ("transpose(argsort(axes))",    lambda at: at.turned(back=True)),
    "over":   (" × scale",                    Place.over),
    "window": (", *window",                   Place.window),
    "sums":   ("einsum(terms → output, inputs)", Place.sums),
    "others": ("einsum of g and the others",  Place.others),
}
# fmt: on


def filled(template: str, place: Place | None = None) -> str:
    """A text of `ops.facts`, in a graph or in general."""
    return re.sub(
        r"{(\w+)}", lambda found: place[found[1]] if place else BRACES[found[1]][0], template
    )


# --- docstrings -------------------------------------------------------------------------------


def documented(op: Any) -> list[str]:
    """The lines of an op's docstring: the formula first."""
    return list(lines_of(op.__doc__ or "")) or [f"{op.__name__}({', '.join(letters(op, 1))})"]


@functools.lru_cache(maxsize=1024)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines that are not empty, without their indentation."""
    return tuple(line for line in inspect.cleandoc(text).splitlines() if line)


def letters(op: Any, count: int) -> tuple[str, ...]:
    """What the docstring calls the inputs."""
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


@functools.lru_cache(maxsize=1024)
def parse(line: str) -> ast.expr | None:
    """The line as a tree; None for one that is no Python."""
    try:
        return ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def typeset(line: str, node: Node, names: Mapping[Node, str]) -> Shown:
    """The line in the learner's names, and how tightly it binds."""
    tree = parse(line)
    return (line, ATOM) if tree is None else printer_of(node, names).show(tree)


def printer_of(node: Node, names: Mapping[Node, str]) -> Printer:
    """What the letters of a docstring stand for at this node."""
    inputs, variadic, defaults = parameters_of(node.op.rule)  # type: ignore[union-attr]
    words = {name: names[x] for name, x in zip(inputs, node.inputs, strict=False)}
    arrays = {name: x.value for name, x in zip(inputs, node.inputs, strict=False)}
    result = "z" if "y" in inputs else "y"
    if result not in words:
        words[result], arrays[result] = names[node], node.value
    if variadic:
        words[variadic] = f"[{', '.join(names[x] for x in node.inputs)}]"
    known = {**defaults, **node.settings}
    for name, x in zip(inputs, node.inputs, strict=False):
        if not x.inputs and not x.needs_gradient and not x.value.ndim and not x.name:
            known[name] = x.value.item()  # a plain number is called by its value
    return Printer(words, arrays, known)


# --- a whole calculation in one line ----------------------------------------------------------

LONGEST = 80


def written_into(node: Node, names: Mapping[Node, str], shown: Mapping[Node, Shown]) -> Shown:
    """What an op computed of inputs that are written in; of a long formula the op's name."""
    assert node.op is not None
    needed = ranks(parse(documented(node.op)[0])) if not facts_of(node.op).formula else {}
    if node.op.__name__ == "transpose":
        needed = {"x": ATOM}
    own = letters(node.op, len(node.inputs))
    if not needed.keys() >= set(own):
        return f"{node.op.__name__}({', '.join(shown[x][0] for x in node.inputs)})", ATOM
    called = dict(names)
    for x, letter in zip(node.inputs, own, strict=True):
        text, rank = shown[x]
        called[x] = text if rank >= needed[letter] else f"({text})"
    return computed(node, called)


def ranks(formula: ast.expr | None) -> dict[str, int]:
    """How tightly each input of a single operation must bind; nothing if it is more than one."""
    match formula:
        case ast.BinOp(ast.Name(x), ast.Pow(), ast.Name(y)):
            return {x: ATOM, y: ATOM}
        case ast.BinOp(ast.Name(x), op, ast.Name(y)) if type(op) in SIGNS and x != y:
            rank = SIGNS[type(op)][1]
            return {x: rank, y: rank + 1}
        case ast.BinOp(ast.Name(x), ast.Mult(), ast.Name(y)) if x == y:  # which is printed as x²
            return {x: ATOM}
        case ast.UnaryOp(ast.USub(), ast.Name(x)):
            return {x: MINUS}
        case ast.Call(ast.Name(), args):
            return {arg.id: COMPARE for arg in args if isinstance(arg, ast.Name)}
        case ast.Call(ast.Attribute(ast.Name(x))) | ast.Attribute(ast.Name(x)):
            return {x: ATOM}
        case ast.Subscript(ast.Name(x)) | ast.BinOp(ast.Name(x), ast.Pow(), ast.Constant()):
            return {x: ATOM}
    return {}
