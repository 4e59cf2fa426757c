"""A whole calculation in one line: what has a name stays, the steps between are written in."""

from __future__ import annotations

import re

from ...engine.graph import Node
from ..record.story import Story
from .formulas import LONGEST, written_into
from .printer import ATOM, Shown

MANY = 200  # tensors that do not fit into a line
MADE_UP = re.compile(r"v\d+")


def headline(story: Story) -> str:
    """`L = ((sigmoid(x @ W + b) − y)²).mean()`; of a longer calculation only its last step.

    >>> from tinygrad_edu import Tensor
    >>> from tinygrad_edu.show.record.story import tell
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
        shown[entry.node] = entry.name, ATOM
        if entry.op:
            text, rank = written_into(entry.node, story.names, shown)
            inner = len(entry.uses) == 1 and not entry.node.name and MADE_UP.fullmatch(entry.name)
            if inner and len(text) < LONGEST:
                shown[entry.node] = text, rank
    whole = f"{root.name} = {text}"
    return whole if len(whole) <= LONGEST else f"{root.name} = {root.formula}"
