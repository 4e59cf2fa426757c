"""The step that an optimiser would take with the gradients of a story, made on copies."""

from __future__ import annotations

import copy
import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.graph import Node
from ...optim import SGD, Optimizer
from ...watch.digits import short
from ..record.story import Entry, Story
from ..words.numerals import literal
from ..words.steps import Block, Sentence, Step


@dataclass(frozen=True)
class Update:
    """A step of an optimiser: each parameter that it moves, with its new values, and in words."""

    moved: dict[Entry, Array]
    step: Step
    rates: dict[Entry, float]  # if all that it does is p ← p − rate · g


def updated(optimizer: Any, story: Story) -> Update:
    """The step of an optimiser from the gradients of the story; nothing of it is changed."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"play: optimizer is {type(optimizer).__name__}; give an optimiser that holds the "
            "parameters, such as tg.optim.SGD(model.parameters(), lr=0.1)"
        )
    twin = copy.deepcopy(optimizer)
    moving = {}
    for p, q in zip(optimizer.params, twin.params, strict=True):
        entry = story.of.get(p)
        q.gradient = None if entry is None or entry.gradient is None else entry.gradient.copy()
        if entry is not None and q.gradient is not None:
            moving[entry] = q
    if not moving:
        raise ValueError(
            f"play: {story.root.name} depends on no parameter of this {type(optimizer).__name__}; "
            "give the optimiser that was made with the parameters of this graph"
        )
    with np.errstate(all="ignore"):  # nan and ∞ are shown, not warned of
        twin.step()
    rates: dict[Node, float] = {}  # if all that it does is p ← p − rate · g
    groups = optimizer.groups
    decays = any(group.weight_decay for group in groups)
    if type(optimizer) is SGD and not optimizer.momentum and not decays:
        rates = {p: optimizer.lr * group.scale for group in groups for p in group.params}
    letter = story.wording.letter
    step = Step(story.root, "the parameters move")
    for entry, q in moving.items():
        assert entry.gradient is not None
        rule = f"{entry.full_name} after the step"
        if rates:
            rate = short(rates[entry.node], 6)
            rule = f"{entry.full_name} ← {entry.full_name} − {rate} · {entry.full_label}"
        value = Block("value", entry.full_name, entry.value)
        gradient = Block("g", entry.full_label, entry.gradient)
        step.rows.append([value, gradient, Block("result", rule, q.value)])
    if rates:
        step.formula = rule if len(moving) == 1 else f"p ← p − lr · ∂{letter}/∂p"
        way = f": the way in which the numbers would have to move for {letter} to grow. So each "
        way += "parameter goes the other way, "
        step.says = [["A gradient points ", ["uphill"], way, ["downhill"], "."]]
    else:
        step.formula, step.says = own_words(optimizer)
    known = {entry: rates[entry.node] for entry in moving if rates}
    return Update({entry: q.value for entry, q in moving.items()}, step, known)


def own_words(optimizer: Optimizer) -> tuple[str, list[Sentence]]:
    """The settings of any other optimiser, and what its docstring says of it."""
    known = {**vars(optimizer), "lr": optimizer.lr}
    known["weight_decay"] = max(group.weight_decay for group in optimizer.groups)
    names = [name for name in inspect.signature(type(optimizer)).parameters if known.get(name)]
    settings = [f"{name}={literal(known[name], 6)}" for name in names if name != "params"]
    text = inspect.cleandoc(type(optimizer).__doc__ or "").split(">>>")[0]
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return f"{type(optimizer).__name__}({', '.join(settings)})", [[part] for part in paragraphs]
