"""An op's docstring as one writes it on paper, in the learner's own names.

The docstring of an op is data: its formula, then a line for each derivative, all of it Python.
Here such a line is parsed, names take the place of x and y, settings that of their letters, and
what is known is computed: `y * x ** where(y == 0, 1, y - 1)` becomes `g · 3x²` for x ** 3.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Mapping
from typing import Any

from ..graph import Node
from ..guards import ELEMENTWISE
from .calls import summed
from .known import stretched_axes
from .printer import Printer


def formula_of(node: Node, names: Mapping[Node, str]) -> str:
    """What the op computed: `x @ W`."""
    return typeset(documented(node.op)[0], node, names)[0]


def rule_of(node: Node, position: int, names: Mapping[Node, str]) -> str:
    """What input `position` gets of g = ∂L/∂result: `g · a × (1 − a)`, `x.T @ g`.

    A local derivative is multiplied by g: the chain rule.  Where broadcasting stretched the input,
    the engine sums what came back.
    """
    letter = letters(node.op, len(node.inputs))[position]
    lines = dict(line.split(" = ", 1) for line in documented(node.op)[1:] if " = " in line)
    local, whole = lines.get(f"∂/∂{letter}"), lines.get(f"∂L/∂{letter}")
    if local is not None:
        tree = parse(local)
        rule = times_g(local) if tree is None else printer_of(node, names, position).times_g(tree)
    elif whole is not None:
        rule = typeset(whole, node, names, position)[0]
        if told := re.fullmatch(r"g\.sum\((?:axis=(−?\d+))?\)", rule):
            rule = f"g summed over axis {told[1]}" if told[1] else "g summed"
    else:
        rule = f"g · ∂{names[node]}/∂{names[node.inputs[position]]}"
    over = summed(summed_axes(node, position))
    return f"({rule}){over}" if over and ", else" in rule else rule + over


def times_g(words: str) -> str:
    """g times what is said in words."""
    return f"g · ({words})"


def summed_axes(node: Node, position: int) -> tuple[int, ...]:
    """The axes of the result along which broadcasting stretched an input."""
    assert node.op is not None
    shape, result = node.inputs[position].value.shape, node.value.shape
    if node.op.kind is not ELEMENTWISE:
        if node.op.__name__ not in ("matmul", "solve"):
            return ()
        shape, result = shape[:-2], result[:-2]  # stacks of matrices are broadcast
    return stretched_axes(shape, result)


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


def typeset(line: str, node: Node, names: Mapping[Node, str], position: int = 0) -> tuple[str, int]:
    """The line in the learner's names, and how tightly it binds."""
    tree = parse(line)
    if tree is None:  # words, no Python
        return line, Printer.ATOM
    return printer_of(node, names, position).show(tree)


def printer_of(node: Node, names: Mapping[Node, str], position: int) -> Printer:
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
    several = [(names[x], x.value.shape) for x in node.inputs] if variadic else []
    return Printer(words, arrays, known, several, position, result)
