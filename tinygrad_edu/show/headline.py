"""A whole calculation in one line: what has a name stays, the steps between are written in."""

from __future__ import annotations

import ast
import re

from ..graph import Node
from .printer import Printer
from .story import Entry, Story
from .typeset import documented, letters, parse, typeset

LONGEST = 80
MANY = 200  # tensors that do not fit into a line
MADE_UP = re.compile(r"v\d+")

Shown = tuple[str, int]  # a text, and how tightly it binds


def headline(story: Story) -> str:
    """`L = ((sigmoid(x @ W + b) − y)²).mean()`; of a longer calculation only its last step.

    >>> from tinygrad_edu import Tensor
    >>> from tinygrad_edu.show.story import tell
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> headline(tell((x + 1) * x - x))
    'L = (x + 1) × x − x'
    """
    root = story.root
    if not root.op:
        return root.name
    if len(story.entries) > MANY:
        return f"{root.name} = {root.formula}"
    shown: dict[Node, Shown] = {}
    text = ""
    for entry in story.entries:
        shown[entry.node] = entry.name, Printer.ATOM
        if entry.op:
            text, rank = written(entry, shown)
            inner = len(entry.uses) == 1 and not entry.node.name and MADE_UP.fullmatch(entry.name)
            if inner and len(text) < LONGEST:
                shown[entry.node] = text, rank
    whole = f"{root.name} = {text}"
    return whole if len(whole) <= LONGEST else f"{root.name} = {root.formula}"


def written(entry: Entry, shown: dict[Node, Shown]) -> Shown:
    """What an op computed from its inputs; of a long formula the op's name."""
    line, inputs = documented(entry.node.op)[0], entry.node.inputs
    needed, own = ranks(parse(line)), letters(entry.node.op, len(inputs))
    if not needed.keys() >= set(own):
        return f"{entry.op}({', '.join(shown[x][0] for x in inputs)})", Printer.ATOM
    names = dict(entry.story.names)
    for x, letter in zip(inputs, own, strict=True):
        text, rank = shown[x]
        names[x] = text if rank >= needed[letter] else f"({text})"
    return typeset(line, entry.node, names)


def ranks(formula: ast.expr | None) -> dict[str, int]:
    """How tightly each input of a single operation must bind; nothing if it is more than one."""
    match formula:
        case ast.BinOp(ast.Name(x), op, ast.Name(y)) if type(op) in Printer.signs and x != y:
            rank = Printer.signs[type(op)][1]
            return {x: rank, y: rank + 1}
        case ast.BinOp(ast.Name(x), ast.Mult(), ast.Name(y)) if x == y:  # which is printed as x²
            return {x: Printer.ATOM}
        case ast.BinOp(ast.Name(x), ast.Pow(), ast.Name(y)):
            return {x: Printer.ATOM, y: Printer.ATOM}
        case ast.UnaryOp(ast.USub(), ast.Name(x)):
            return {x: Printer.MINUS}
        case ast.Call(ast.Name(), args):
            return {arg.id: Printer.COMPARE for arg in args if isinstance(arg, ast.Name)}
        case ast.Call(ast.Attribute(ast.Name(x))) | ast.Attribute(ast.Name(x)):
            return {x: Printer.ATOM}
        case ast.Subscript(ast.Name(x)) | ast.BinOp(ast.Name(x), ast.Pow(), ast.Constant()):
            return {x: Printer.ATOM}
    return {}
