"""An op in words: its formula and its derivatives, as its docstring gives them."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from ...nn._module import Module
from ...ops.facts import facts_of
from .formulas import documented, filled, letters, parse
from .printer import Printer


def about_op(function: Callable[..., Any]) -> str:
    """The formula and the derivatives of an op; of a function composed of ops, what it computes."""
    op = rule_behind(function)
    if op is None:
        return about_composite(function)
    inputs = [letter.replace("inputs[i]", "*inputs") for letter in letters(op, 1)]
    formula, *lines = [written(line, op) for line in documented(op)]
    z = "z" if "y" in inputs else "y"
    text = [f"{op.__name__}({', '.join(inputs)}):   {z} = {formula}", ""]
    local = any(line.startswith("∂/∂") for line in lines)
    for line in lines:
        left, equals, right = line.partition(" = ")
        x = left.partition("/∂")[2]
        text.append(f"    ∂{z if local else 'L'}/∂{x} = {right}" if equals else f"    {line}")
    if local:
        rule = f"∂L/∂x = g · ∂{z}/∂x, entry by entry"
        text.append(f"\nBy the chain rule, {rule}, where g = ∂L/∂{z} comes in.")
    elif lines:
        text.append(f"\nHere g = ∂L/∂{z} is the gradient that comes in.")
    else:
        text.append("Its docstring does not say its derivatives; its rule computes them.")
    return "\n".join(text)


def rule_behind(function: Callable[..., Any]) -> Any:
    """The op itself, or the one of the same name that a public function calls."""
    if hasattr(function, "rule"):
        return function
    home = sys.modules.get(getattr(function, "__module__", None) or "", None)
    op = getattr(home, f"_{getattr(function, '__name__', '')}", None)
    return op if hasattr(op, "rule") else None


def about_composite(function: Any) -> str:
    """What a function of ours that is composed of ops computes; an error for all else."""
    name = getattr(function, "__name__", type(function).__name__)
    ours = str(getattr(function, "__module__", "")).startswith("tinygrad_edu.ops.")
    if not (ours and inspect.isfunction(function)):
        raise TypeError(f"explain: {complaint(function, name)}")
    parameters = inspect.signature(function).parameters.values()
    inputs = ", ".join(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)
    said = (inspect.getdoc(function) or "").replace("\n", "\n    ")
    return (
        f"{name}({inputs}):\n\n    {said}\n\n"
        f"It has no rule of its own: it is composed of other ops, and their rules make its "
        f"derivative.\nexplain(a tensor that it made) shows them."
    )


def complaint(thing: Any, name: str) -> str:
    """What to give instead."""
    if isinstance(thing, Module):
        return (
            f"this is a module, and what it computes shows once it has run: explain({name}(...)(x))"
        )
    theirs = isinstance(thing, np.ufunc) or str(getattr(thing, "__module__", "")).startswith(
        "numpy"
    )
    if callable(thing) and theirs:
        return f"{name} is NumPy's; ask for the op of that name, explain(tg.{name})"
    if callable(thing):
        return (
            f"{name} is no op, it has no rule; give explain a Tensor, explain(loss), or an op, "
            "explain(tg.multiply)"
        )
    kind = type(thing).__name__
    if isinstance(thing, list | tuple | dict):
        return f"this is a {kind}; explain one Tensor after the other"
    return f"this is a {kind}; give explain a Tensor, explain(loss), or an op, explain(tg.multiply)"


def written(line: str, op: Any) -> str:
    """A line of a docstring as on paper, in its own letters."""
    left, sign, right = line.partition(" = ") if line.startswith("∂") else ("", "", line)
    facts = facts_of(op)
    known = letters(op, 1)
    position = known.index(left.partition("/∂")[2]) if left else 0
    if template := facts.of("gets", position) if left else facts.formula:
        return left + sign + filled(template)
    printer = Printer()
    match parse(right):
        case None:
            text = right
        case ast.BinOp(ast.Constant(1), ast.Mult(), condition) if left.startswith("∂/∂"):
            text = f"1 where {printer.show(condition)[0]}, else 0"
        case ast.BinOp(ast.Constant(1), ast.Sub(), ast.Name("condition")):
            text = "0 where condition, else 1"
        case tree:
            text = printer.show(tree)[0]
    return left + sign + text
