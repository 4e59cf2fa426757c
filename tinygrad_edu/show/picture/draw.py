"""The picture of a graph: its values, its gradients, and what carried them back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...engine.graph import Node
from ...nn._module import Module
from ..options import check_modules, check_names, check_word
from ..record.story import tell
from ..words.printer import SUBSCRIPTS
from .dot import DOT
from .picture import Picture
from .plan import make_plan
from .style import THEMES
from .table import describe, table_of

DIRECTIONS = ("TB", "LR", "BT", "RL")


def draw(
    tensor: Any,
    input: Any = None,
    *,
    names: Mapping[str, Any] | None = None,
    seed: Any = None,
    gradients: bool = True,
    modules: str = "auto",
    depth: int | None = None,
    theme: str = "light",
    direction: str = "TB",
    legend: bool | None = None,
) -> Picture:
    """The graph behind a tensor: values, gradients, the rule on each arrow, what was added up.

    Gradients are computed for the picture; no `.grad` is touched, before or after `backward()`.
    A list of tensors gives one picture of all that is behind them, without gradients.
    `gradients=False` shows the forward pass alone.  `draw(model, input)` calls the model first.

    `names=locals()` names the tensors after your variables.  `modules` is "open" (a frame
    around each), "collapsed" (one card for each), "off", or "auto": open while there are few
    cards.  `depth=1` collapses the outermost modules, 2 those inside.  `seed` is ∂L/∂tensor,
    needed for gradients of a tensor of several elements.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> print(draw(x * x + x).text())
    A graph of 3 tensors, 1 of them a parameter. L = 12.
    name  role       shape  formula  value  gradient
    x     parameter  ()              3      ∂L/∂x = 7 = 3 + 3 + 1
    v1    result     ()     x × x    9      ∂L/∂v1 = 1
    L     loss       ()     v1 + x   12     ∂L/∂L = 1
    arrow   what it carries back
    x → v1  g · x = 3
    x → v1  g · x = 3
    v1 → L  g = 1
    x → L   g = 1
    """
    check_word("draw", "theme", theme, tuple(THEMES))
    check_word("draw", "direction", direction, DIRECTIONS)
    check_modules("draw", modules, depth)
    check_names("draw", names)
    if isinstance(tensor, Module):
        tensor = output_of(tensor, input)
    elif input is not None:
        raise TypeError(f"draw: {misplaced(tensor, input)}")
    outputs = in_a_list(tensor)
    if len(outputs) > 1 and seed is not None:
        raise ValueError("draw: seed is ∂L/∂tensor of one tensor; draw one, or leave seed out")
    *others, last = sorted(outputs, key=lambda x: x.age)
    if others or (input is not None and seed is None and last.value.size != 1):
        gradients = False
    story = tell(last, names, seed, gradients, others)
    plan = make_plan(story, modules, depth)
    lines = list(DOT(story, plan, THEMES[theme]).lines(direction, legend))
    return Picture(lines, describe(story), table_of(story, plan))


def in_a_list(tensor: Any) -> list[Any]:
    """The tensor, or those of a list or tuple, each once."""
    outputs = list(tensor) if isinstance(tensor, list | tuple) else [tensor]
    if not outputs:
        raise TypeError("draw: this list is empty; give draw a Tensor, or several in a list")
    for output in outputs:
        if not isinstance(output, Node):
            raise TypeError(f"draw: {advice(output)}")
    return list(dict.fromkeys(outputs))


def misplaced(tensor: Any, input: Any) -> str:
    """What to do with a second argument that does not belong to a tensor."""
    if isinstance(input, str | os.PathLike):
        return f"draw makes a picture, and the picture writes the file: draw(loss).save({input!r})"
    if isinstance(input, Node):
        return (
            "an input goes with a module, draw(model, x), but the first argument is a "
            f"{type(tensor).__name__}; several tensors are one list: draw([y, loss])"
        )
    return (
        "an input goes with a module, draw(model, x), but the first argument is a "
        f"{type(tensor).__name__}; of a Tensor that was computed, draw the graph: draw(loss)"
    )


def advice(thing: Any) -> str:
    """What to draw instead of something that has no graph."""
    kind = type(thing).__name__
    if isinstance(thing, np.ndarray | np.generic):
        return (
            f"this is an array ({kind}), which does not remember how it was computed; compute "
            "with Tensors, and give draw the result"
        )
    if isinstance(thing, dict):
        return "this is a dict; give draw a list of its Tensors: draw(list(tensors.values()))"
    return f"this is a {kind}; give draw a Tensor, draw(loss), or a module and its input"


def output_of(model: Module, input: Any) -> Any:
    """What the module makes of its input, or of several in a tuple."""
    kind = type(model).__name__
    if input is None:
        raise TypeError(f"draw: a module has a graph only for an input: draw({kind}(...), x)")
    if isinstance(input, str | os.PathLike):
        raise TypeError(
            f"draw: a module has a graph only for an input, and a picture writes its file: "
            f"draw({kind}(...), x).save({input!r})"
        )
    if isinstance(input, list) and any(isinstance(x, Node | np.ndarray) for x in input):
        raise TypeError(
            f"draw: several inputs are a tuple: draw({kind}(...), (x, y)); a list is one array"
        )
    inputs = input if isinstance(input, tuple) else (input,)
    return model(*(x if isinstance(x, Node) else named(x, k) for k, x in enumerate(inputs)))


def named(x: Any, position: int) -> Tensor:
    """An array as an input that the graph shows by the name x, the next ones as x₂, x₃."""
    return Tensor(x, name="x" if not position else f"x{position + 1}".translate(SUBSCRIPTS))
