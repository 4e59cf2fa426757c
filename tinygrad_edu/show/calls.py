"""Functions, methods and items in print; the helpers that rules are written with, in words."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

import numpy as np

from ..ops.reduce import kept_shape
from .known import stretched_axes
from .literals import index, literal, repeats

if TYPE_CHECKING:
    from .printer import Printer, Shown

WINDOWS = {"unfold", "fold", "max_pool2d", "unpool"}


def call(printer: Printer, e: ast.Call) -> Shown:
    """A function, or a method, of its arguments."""
    told = in_words(printer, e)
    if told is not None:
        return told
    name, thing = name_of(e), method_of(e)
    words = arguments(printer, e)
    if thing is None:
        return f"{name}({', '.join(words)})", printer.ATOM
    if name == "transpose" and words in ([], ["(1, 0)"]):
        return f"{printer.within(thing, printer.ATOM)}.T", printer.ATOM
    if name in ("reshape", "transpose") and len(words) == 1 and words[0][:2] not in ("()", ""):
        words = [words[0][1:-1].rstrip(",") if words[0][0] == "(" else words[0]]
    text, rank = printer.show(thing)
    if rank < printer.ATOM and name in ("sum", "mean", "max", "min", "prod"):
        return f"{name}({', '.join([text, *words])})", printer.ATOM
    return f"{printer.within(thing, printer.ATOM)}.{name}({', '.join(words)})", printer.ATOM


def name_of(e: ast.Call) -> str:
    """The function's own name: inv of np.linalg.inv."""
    name = e.func.attr if isinstance(e.func, ast.Attribute) else getattr(e.func, "id", "")
    return name.lstrip("_") or "f"


def method_of(e: ast.Call) -> ast.expr | None:
    """What a method belongs to; None for a function."""
    if isinstance(e.func, ast.Attribute) and not ast.unparse(e.func).startswith("np."):
        return e.func.value
    return None


def arguments(printer: Printer, e: ast.Call) -> list[str]:
    """The arguments in print, without those that are None and behind the others."""
    words = []
    for x in e.args:
        text = printer.show(x)[0]
        if isinstance(x, ast.Starred):
            text = printer.show(x.value)[0].strip("[]")
        axis = isinstance(x, ast.Name) and x.id == "axis" and text != "None"
        words.append(f"axis={text}" if axis else text)
    while words[1:] and words[-1] == "None":
        words.pop()
    if method_of(e) and words == ["None"]:
        words = []
    for keyword in e.keywords:
        if keyword.arg != "keepdims" and printer.value(keyword.value) is not None:
            words.append(f"{keyword.arg}={printer.show(keyword.value)[0]}")
    return words


def in_words(printer: Printer, e: ast.Call) -> Shown | None:
    """What some functions mean; None for all others."""
    name, thing, known = name_of(e), method_of(e), printer.known
    if thing is not None:  # a method
        if name == "reshape" and " from each entry " in printer.show(thing)[0]:
            return printer.show(thing)
        return None
    text = printer.show(e.args[0])[0] if e.args else ""
    match name, e.args:
        case "where", [condition, x, y]:
            return choice(printer, condition, x, y)
        case "sqrt", [x]:
            return f"√{printer.within(x, printer.ATOM)}", printer.POWER
        case "abs", [_]:
            return f"|{text}|", printer.ATOM
        case "restore", [x, *_]:
            return printer.show(x)
        case "broadcast_to", [x, _] if "g" in ast.unparse(x):
            sizes = [math.prod(printer.shape(name)) for name in ("x", printer.result)]
            if printer.arrays and sizes[0] == sizes[1]:
                return printer.show(x)
            return f"{text} to each entry", printer.COMPARE
        case "sum_to", [_, _]:
            axes = stretched_axes(printer.shape("x"), printer.shape(printer.result))
            words = summed(axes) if printer.arrays else " summed"
            return text + words, printer.COMPARE if words else printer.ATOM
        case "shared", [_, winners, ast.Name("axis")] if "axis" in known or not printer.arrays:
            evenly = ", a tie shared evenly" * ("x" in printer.arrays and tie(printer))
            return f"{text} where {printer.show(winners)[0]}{evenly}, else 0", printer.COMPARE
        case "flip", [ast.Call() as inner, _] if "cumsum" in ast.unparse(inner):
            axis = known.get("axis")
            along = f" along axis {literal(axis)}" if axis is not None else ""
            return f"g summed from each entry to the last{along}", printer.COMPARE
        case "scatter", [_, ast.Name("index"), *_] if "index" in known:
            what = "added up " * repeats(known["index"])
            return f"{text} {what}at {index(known['index'])}, 0 elsewhere", printer.COMPARE
        case "product_of_others", [ast.Name("i"), *_] if is_einsum(printer):
            return einsum_of_others(printer), printer.ATOM
        case "count", [_, _] if not printer.arrays:
            return "n", printer.ATOM
        case "scatter", [_, ast.Name("index"), *_] if not printer.arrays:
            return f"{text} at [index], 0 elsewhere", printer.COMPARE
        case "product_of_others" | "einsum", _ if not (printer.arrays or len(e.args) < 3):
            return "einsum of g and the others", printer.ATOM
        case "product_of_others", _:
            return "product of the others", printer.ATOM
        case "einsum", [ast.BinOp(), *_] if is_einsum(printer):
            operands = [word for word, _ in printer.inputs]
            return einsum([*known["terms"]], known["output"], operands), printer.ATOM
        case "unpool", [ast.Name("g"), *_]:
            return "g at the largest of each window, 0 elsewhere", printer.COMPARE
        case _, [_, *_] if name in WINDOWS:
            return windows(printer, name, text)
    return None


def windows(printer: Printer, name: str, text: str) -> Shown | None:
    """An op on windows: their size, and what else is not as usual."""
    match printer.known.get("window"):
        case (int(height), int(width)), (int(), int()) as stride, (int(), int()) as padding:
            facts = [text, f"{height} × {width}"]
            if stride != ((height, width) if name == "max_pool2d" else (1, 1)):
                facts.append(f"stride={stride[0] if stride[0] == stride[1] else stride}")
            if any(padding):
                facts.append(f"padding={padding[0] if padding[0] == padding[1] else padding}")
            return f"{name}({', '.join(facts)})", printer.ATOM
    return None


def choice(printer: Printer, condition: ast.expr, x: ast.expr, y: ast.expr) -> Shown:
    """`x where condition, else y`; only one of them if the condition is settled."""
    holds = printer.holds(condition)
    if holds is not None:
        return printer.show(x if holds else y)
    words = [printer.show(part)[0] for part in (x, condition, y)]
    if isinstance(y, ast.Compare):
        words[2] = f"1 where {words[2]}, else 0"
    return f"{words[0]} where {words[1]}, else {words[2]}", printer.COMPARE


def einsum(terms: list[str], output: str, operands: list[str]) -> str:
    """einsum("ij,jk->ik", a, b)."""
    return f'einsum("{",".join(terms)}→{output}", {", ".join(operands)})'


def summed(axes: tuple[int, ...]) -> str:
    """How it is said that broadcasting was undone."""
    if not axes:
        return ""
    return f" summed over ax{'i' if len(axes) == 1 else 'e'}s {', '.join(map(str, axes))}"


def item(printer: Printer, e: ast.Subscript) -> Shown:
    """x[index]; what the rules of `concatenate`, `pad` and `det` say, in words."""
    match e.value, e.slice:
        case ast.Call(ast.Attribute(_, "split")), _ if not (printer.arrays or printer.inputs):
            return "its part of g", printer.ATOM
        case ast.Call(ast.Attribute(_, "split")), _ if joins(printer):
            axis = printer.known["axis"] % len(printer.inputs[0][1])
            start = sum(shape[axis] for _, shape in printer.inputs[: printer.position])
            part = slice(start, start + printer.inputs[printer.position][1][axis])
            return f"g{index((slice(None),) * axis + (part,))}", printer.ATOM
        case x, ast.Call(ast.Name("tuple")):
            return f"{printer.within(x, printer.ATOM)} without the border", printer.COMPARE
        case x, _ if ast.unparse(e.slice) == "(..., None, None)":
            return printer.show(x)  # restores axes
        case ast.Name(), ast.Name("i") if printer.inputs:
            return printer.inputs[printer.position][0], printer.ATOM
        case ast.Name(name), ast.Constant(int(k)) if name not in printer.arrays and printer.inputs:
            if -len(printer.inputs) <= k < len(printer.inputs):
                return printer.inputs[k][0], printer.ATOM
        case x, ast.Name("index") if "index" in printer.known:
            return printer.within(x, printer.ATOM) + index(printer.known["index"]), printer.ATOM
    return f"{printer.within(e.value, printer.ATOM)}[{printer.python(e.slice)[0]}]", printer.ATOM


def joins(printer: Printer) -> bool:
    """Whether inputs of one dimension are joined along a known axis."""
    axis, ranks = printer.known.get("axis"), {len(shape) for _, shape in printer.inputs}
    return isinstance(axis, int) and len(ranks) == 1 and -min(ranks) <= axis < min(ranks)


def is_einsum(printer: Printer) -> bool:
    """Whether the settings are a term for each input, and the output's."""
    terms, output = printer.known.get("terms"), printer.known.get("output")
    return (
        isinstance(output, str) and isinstance(terms, tuple) and len(terms) == len(printer.inputs)
    )


def einsum_of_others(printer: Printer) -> str:
    """What `einsum` hands to one of its inputs: g times the others."""
    terms, i = list(printer.known["terms"]), printer.position
    others = [k for k in range(len(terms)) if k != i]
    known = printer.known["output"] + "".join(terms[k] for k in others)
    lone = "".join(label for label in terms[i] if label not in known)
    labels = [printer.known["output"], *[lone] * bool(lone), *(terms[k] for k in others)]
    names = ["g", *["ones"] * bool(lone), *(printer.inputs[k][0] for k in others)]
    return einsum(labels, terms[i], names)


def tie(printer: Printer) -> bool:
    """Whether several entries of x are the largest, or the least."""
    x, y = printer.arrays["x"], printer.arrays[printer.result]
    best = y.reshape(kept_shape(x.shape, printer.known["axis"])) if y.ndim != x.ndim else y
    return bool(np.count_nonzero(x == best) > best.size)
