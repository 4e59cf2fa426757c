"""The picture of a graph: its values, its gradients, and what carried them back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...engine.graph import Node
from ...nn._module import Module
from ...watch.variables import variables
from ..record.story import Story, check_tensor, check_word, tell
from ..words.numerals import SUBSCRIPTS
from .dot import DOT
from .picture import Picture, table_of
from .plan import Plan, check_modules, make_plan
from .style import THEMES, Theme

ALONG, ACROSS = 2750, 1200  # how long and wide a picture may be by default, in pixels of a browser


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

    Tensors are called as your variables are; `names={"w": w}` calls them otherwise.
    `modules` is "open" (a frame around each), "collapsed" (one card for each), "off", or "auto":
    open while the picture is no larger than two or three screens; else modules collapse, the
    innermost first, and of equal parts in a row all but the first are folded into a card.
    `depth=1` draws one card for each part of a model, 2 for each part of those.  `seed` is
    ∂L/∂tensor, needed for gradients of a tensor of several elements.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> print(draw(x * x + x).text())
    A graph of 3 tensors, 1 of them a parameter. L = 12.
    name  role       shape  formula  value  gradient
    x     parameter  ()              3      ∂L/∂x = 7 = 3 + 3 + 1
    v₁    result     ()     x × x    9      ∂L/∂v₁ = 1
    L     loss       ()     v₁ + x   12     ∂L/∂L = 1
    arrow   what it carries back
    x → v₁  g · x = 3
    x → v₁  g · x = 3
    v₁ → L  g = 1
    x → L   g = 1
    """
    check_word("draw", "theme", theme, tuple(THEMES))
    check_word("draw", "direction", direction, ("TB", "LR", "BT", "RL"))
    check_modules("draw", modules, depth)
    outputs = outputs_of(tensor, input)
    if len(outputs) > 1 and seed is not None:
        raise ValueError("draw: seed is ∂L/∂tensor of one tensor; draw one, or leave seed out")
    *others, last = sorted(outputs, key=lambda x: x.age)
    if others or (input is not None and seed is None and last.value.size != 1):
        gradients = False
    names = variables() if names is None else names
    story = tell(last, names, seed, gradients, others, "draw")
    pictures: dict[Plan, Picture] = {}

    def drawn(plan: Plan) -> Picture:
        if plan not in pictures:
            pictures[plan] = picture_of(story, plan, THEMES[theme], direction, legend)
        return pictures[plan]

    return drawn(make_plan(story, modules, depth, lambda plan: is_readable(drawn(plan), direction)))


def is_readable(picture: Picture, direction: str) -> bool:
    """Whether one need not scroll far to see all of it; True where nothing can lay it out."""
    try:
        along, across = picture.size
    except RuntimeError:  # no `dot`, or one that failed
        return True
    if direction in ("TB", "BT"):
        along, across = across, along
    return along <= ALONG and across <= ACROSS


def picture_of(
    story: Story, plan: Plan, theme: Theme, direction: str = "TB", legend: bool | None = None
) -> Picture:
    """The picture of a story, with the cards of the plan."""
    return Picture(list(DOT(story, plan, theme).lines(direction, legend)), table_of(story, plan))


def outputs_of(tensor: Any, input: Any) -> list[Any]:
    """The tensor, or those of a list or tuple, each once; a module's are those of its input."""
    kind = type(tensor).__name__
    call = f"draw({kind}(...), x)" if isinstance(tensor, Module) else "draw(loss)"
    if isinstance(input, str | os.PathLike):
        raise TypeError(f"draw: it is the picture that writes a file: {call}.save({input!r})")
    if isinstance(tensor, Module):
        if input is None:
            raise TypeError(f"draw: a module has a graph only for an input: {call}")
        if isinstance(input, list) and any(isinstance(x, Node | np.ndarray) for x in input):
            given = f"draw({kind}(...), (x, y))"
            raise TypeError(f"draw: several inputs are a tuple: {given}; a list is one array")
        inputs = input if isinstance(input, tuple) else (input,)
        nodes = []
        for k, x in enumerate(inputs, 1):  # an array is shown by the name x, the next ones x₂, x₃
            name = "x" if k == 1 else f"x{k}".translate(SUBSCRIPTS)
            nodes.append(x if isinstance(x, Node) else Tensor(x, name=name))
        tensor = tensor(*nodes)
    elif input is not None:
        raise TypeError(
            "draw: an input goes with a module, draw(model, x), but the first argument is a "
            f"{kind}; draw one Tensor, draw(loss), or several in a list, draw([y, loss])"
        )
    if isinstance(tensor, dict):
        raise TypeError(
            "draw: this is a dict; give draw a list of its Tensors: draw(list(tensors.values()))"
        )
    outputs = list(tensor) if isinstance(tensor, list | tuple) else [tensor]
    if not outputs:
        raise TypeError("draw: this list is empty; give draw a Tensor, or several in a list")
    for output in outputs:
        check_tensor("draw", output, ", or a module and its input")
    return list(dict.fromkeys(outputs))
