"""What an op computes, and what its inputs get back, as one writes it on paper.

The docstring of an op is data: its formula, then a line for each derivative, all of it Python.
`Printer` writes such a line in the learner's own names.  Where Python is hard to read, `ops.facts`
has the words, with braces for what only the graph knows.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...engine.graph import Node
from ...ops.facts import Place, facts_of, filled, summed_axes, summed_over
from .numerals import index_in_print
from .printer import ATOM, Printer, Shown, atom, in_brackets, parse

LONGEST = 80  # letters of a calculation in one line
MANY = 200  # tensors that do not fit into a line
OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript, ast.IfExp)
MADE_UP = re.compile(r"v\d+")

Names = Mapping[Node, str]


def formula_of(node: Node, names: Names) -> str:
    """What the op computed: `x @ W`."""
    return computed(node, {x: atom(names[x]) for x in (*node.inputs, node)})[0]


def computed(node: Node, shown: Mapping[Node, Shown]) -> Shown:
    """What the op computed, and how tightly that binds; `shown` are its inputs and the result."""
    template = facts_of(node.op).formula
    if template:
        return filled(template, place_of(node, 0, shown)), ATOM
    line = documented(node.op)[0]
    tree = parse(line)
    return (line, ATOM) if tree is None else printer_of(node, shown).show(tree)


def rule_of(node: Node, position: int, names: Names) -> str:
    """What input `position` gets of g = ∂L/∂result: `g · a × (1 − a)`, `x.T @ g`.

    A local derivative is multiplied by g: the chain rule.  Where broadcasting stretched the input,
    the engine sums what came back.
    """
    rule = rule_before_sums(node, position, names)
    over = summed_over(summed_axes(node, position))
    return f"({rule}){over}" if over and ", else" in rule else rule + over


def rule_before_sums(node: Node, position: int, names: Names) -> str:
    """What the op's own derivative makes of g."""
    shown = {x: atom(names[x]) for x in (*node.inputs, node)}
    template = facts_of(node.op).of("gets", position)
    if template:
        return filled(template, place_of(node, position, shown))
    letter = letters(node.op, len(node.inputs))[position]
    lines = dict(line.split(" = ", 1) for line in documented(node.op)[1:] if " = " in line)
    for left in (f"∂/∂{letter}", f"∂L/∂{letter}"):
        if left in lines:
            tree, printer = parse(lines[left]), printer_of(node, shown)
            if left.startswith("∂/"):
                return printer.times(tree, "g") if tree else f"g · ({lines[left]})"
            return printer.show(tree)[0] if tree else lines[left]
    return f"g · ∂{names[node]}/∂{names[node.inputs[position]]}"


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


def documented(op: Any) -> list[str]:
    """The lines of an op's docstring that are not empty: the formula first."""
    lines = [line.strip() for line in (op.__doc__ or "").splitlines() if line.strip()]
    return lines or [f"{op.__name__}({', '.join(letters(op, 1))})"]


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


def place_of(node: Node, position: int, shown: Mapping[Node, Shown]) -> Place:
    """An input of an op in a graph, for what `ops.facts` says of it."""
    texts = [shown[x] for x in (*node.inputs, node)]
    settings = {**parameters_of(node.op.rule)[2], **node.settings}  # type: ignore[union-attr]
    operands, names = [in_brackets(*text) for text in texts], [text for text, _ in texts[:-1]]
    return Place(node, position, operands, names, settings, index_in_print)


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
