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
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...engine.graph import Node
from ...engine.saved import ELEMENTWISE
from ...ops.facts import facts_of
from ...ops.reduce import count, kept_shape
from .numerals import index_in_print, literal, short
from .printer import ATOM, Printer, Shown, atom, in_brackets, parse

EACH = " to each entry"
POWERS = {2: "x²", 3: "x³", -1: "1/x", 0.5: "√"}
LONGEST = 80  # letters of a calculation in one line
MANY = 200  # tensors that do not fit into a line
OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript, ast.IfExp)
MADE_UP = re.compile(r"v\d+")

Names = Mapping[Node, str]


def symbol_of(node: Node) -> str:
    """The sign of a node's op: its usual one, or its name; "" for a leaf."""
    if node.op is None:
        return ""
    name, sign = node.op.__name__, facts_of(node.op).sign
    if name == "power" and not node.inputs[1].value.ndim:
        return POWERS.get(node.inputs[1].value.item(), sign)
    return sign or name


def formula_of(node: Node, names: Names) -> str:
    """What the op computed: `x @ W`."""
    return computed(node, {x: atom(names[x]) for x in (*node.inputs, node)})[0]


def computed(node: Node, shown: Mapping[Node, Shown]) -> Shown:
    """What the op computed, and how tightly that binds; `shown` are its inputs and the result."""
    template = facts_of(node.op).formula
    if template:
        return filled(template, Place(node, 0, shown)), ATOM
    line = documented(node.op)[0]
    tree = parse(line)
    return (line, ATOM) if tree is None else printer_of(node, shown).show(tree)


def rule_of(node: Node, position: int, names: Names) -> str:
    """What input `position` gets of g = ∂L/∂result: `g · a × (1 − a)`, `x.T @ g`.

    A local derivative is multiplied by g: the chain rule.  Where broadcasting stretched the input,
    the engine sums what came back.
    """
    rule = rule_before_sums(node, position, names)
    over = in_words(summed_axes(node, position))
    return f"({rule}){over}" if over and ", else" in rule else rule + over


def rule_before_sums(node: Node, position: int, names: Names) -> str:
    """What the op's own derivative makes of g."""
    shown = {x: atom(names[x]) for x in (*node.inputs, node)}
    template = facts_of(node.op).of("gets", position)
    if template:
        return filled(template, Place(node, position, shown))
    letter = letters(node.op, len(node.inputs))[position]
    lines = dict(line.split(" = ", 1) for line in documented(node.op)[1:] if " = " in line)
    for left in (f"∂/∂{letter}", f"∂L/∂{letter}"):
        if left in lines:
            tree, printer = parse(lines[left]), printer_of(node, shown)
            if left.startswith("∂/"):
                return printer.times(tree, "g") if tree else f"g · ({lines[left]})"
            return printer.show(tree)[0] if tree else lines[left]
    return f"g · ∂{names[node]}/∂{names[node.inputs[position]]}"


def reason_of(node: Node, position: int, names: Names) -> str:
    """Why an input gets what it gets; "" where the rule says it all."""
    reason = facts_of(node.op).of("why", position)
    if "{other}" in reason:
        reason = reason.replace("{other}", names[node.inputs[1 - position]])
    return reason


def headline(nodes: Sequence[Node], names: Names) -> str:
    """`L = ((sigmoid(x @ W + b) − y)²).mean()`; of a longer calculation only its last step.

    What has a name stays, and what is used more than once; the steps between are written in.
    """
    root = nodes[-1]
    if not root.op:
        return names[root]
    last = f"{names[root]} = {formula_of(root, names)}"
    if len(nodes) > MANY:
        return last
    uses = Counter(x for node in nodes for x in node.inputs)
    shown: dict[Node, Shown] = {}
    text = ""
    for node in nodes:
        shown[node] = atom(names[node])
        if node.op:
            text, rank = written_into(node, shown)
            inner = uses[node] == 1 and not node.name and MADE_UP.fullmatch(names[node])
            if inner and len(text) < LONGEST:
                shown[node] = text, rank
    whole = f"{names[root]} = {text}"
    return whole if len(whole) <= LONGEST else last


def written_into(node: Node, shown: Mapping[Node, Shown]) -> Shown:
    """What an op computed of inputs that are written in; of a long formula the op's name."""
    assert node.op is not None
    template, line = facts_of(node.op).formula, documented(node.op)[0]
    operations = [e for e in ast.walk(parse(line) or ast.Pass()) if isinstance(e, OPERATIONS)]
    if template.startswith("{x}") or (len(operations) == 1 and not (template or "np." in line)):
        if isinstance(operations[0], ast.Call) and line.startswith("x."):  # (x + 1).sum()
            shown = {x: (in_brackets(*shown[x]), ATOM) for x in (*node.inputs, node)}
        return computed(node, shown)
    return f"{node.op.__name__}({', '.join(shown[x][0] for x in node.inputs)})", ATOM


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
    return f" summed over {axes_named(axes)}" if axes else ""


def axes_named(axes: tuple[int, ...]) -> str:
    """`axis 0`; `axes 0, 2`."""
    return f"{'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"


# --- what only the graph knows ----------------------------------------------------------------


class Place:
    """An input of an op in a graph: what stands in the braces of `ops.facts` there."""

    def __init__(self, node: Node, position: int, shown: Mapping[Node, Shown]) -> None:
        assert node.op is not None
        self.node, self.position = node, position
        self.input = node.inputs[position].value
        self.shown = [shown[x] for x in (*node.inputs, node)]
        self.names = [text for text, _ in self.shown[:-1]]
        self.settings: dict[str, Any] = {**parameters_of(node.op.rule)[2], **node.settings}

    def called(self, k: int) -> str:
        """Input k as an operand; after the last one, the result."""
        return in_brackets(*self.shown[k])

    def averaged(self) -> int:
        """How many entries are averaged."""
        return count(self.input.shape, self.settings["axis"])

    def along(self) -> str:
        """The axis, if one was given."""
        axis = self.settings["axis"]
        return "" if axis is None else f" along axis {literal(axis)}"

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
        return f" × {short(scale)}"

    def window(self, apart: bool = False) -> str:
        """The size of a window, and what else is not as usual; windows may stand `apart`."""
        size, stride, padding, *_ = self.settings["window"]
        words = f", {' × '.join(map(str, size))}"
        usual = size if apart else (1,) * len(size)
        for name, given, default in (("stride", stride, usual), ("padding", padding, (0, 0))):
            if given != default:
                words += f", {name}={given[0] if len(set(given)) == 1 else given}"
        return words

    def others(self) -> str:
        """What one input of an einsum gets: g times the others."""
        terms, output = [*self.settings["terms"]], self.settings["output"]
        names = [*self.names]
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
    "n":      ("n",                           Place.averaged),
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
    "pooled": (", *window",                   lambda at: at.window(apart=True)),
    "sums":   ("einsum(terms → output, inputs)", lambda at: einsum(at.settings, at.names)),
    "others": ("einsum of g and the others",  Place.others),
}
# fmt: on


def filled(template: str, place: Place | None = None) -> str:
    """A text of `ops.facts`, in a graph or in general."""

    def text(brace: re.Match[str]) -> str:
        general, in_graph = BRACES[brace[1]]
        return str(in_graph(place)) if place else general

    return re.sub(r"{(\w+)}", text, template)


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


def printer_of(node: Node, shown: Mapping[Node, Shown]) -> Printer:
    """What the letters of a docstring stand for at this node."""
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
