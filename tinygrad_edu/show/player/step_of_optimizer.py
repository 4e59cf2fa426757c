"""What an optimiser would do with the gradients of a story: its own step, made on copies."""

from __future__ import annotations

import copy
import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.graph import Node
from ...optim import SGD, Optimizer
from ..record.story import Entry, Story
from ..words.steps import Sentence, label_of


@dataclass(frozen=True)
class Moved:
    """A parameter, its values after the step, and how they came about."""

    entry: Entry
    value: Array
    rule: str


@dataclass(frozen=True)
class Update:
    """The parameters that a step moves, and the step in words."""

    moved: list[Moved]
    formula: str
    says: list[Sentence]


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
    rates = plain_rates(optimizer)
    moved = [
        Moved(
            entry,
            q.value,
            descent(entry, rates[entry.node]) if rates else f"{entry.path} after the step",
        )
        for entry, q in moving.items()
    ]
    return Update(moved, *(plain_words(moved) if rates else own_words(optimizer)))


def plain_rates(optimizer: Optimizer) -> dict[Node, float]:
    """The rate of each parameter if all that the optimiser does is p ← p − rate · g, else none."""
    plain = type(optimizer) is SGD and not optimizer.momentum
    if not plain or any(group.weight_decay for group in optimizer.groups):
        return {}
    return {p: optimizer.lr * group.scale for group in optimizer.groups for p in group.params}


def descent(entry: Entry, rate: float) -> str:
    """W ← W − 0.1 · ∂L/∂W."""
    return f"{entry.path} ← {entry.path} − {rate:.6g} · {label_of(entry)}"


def plain_words(moved: list[Moved]) -> tuple[str, list[Sentence]]:
    """Gradient descent."""
    letter = moved[0].entry.wording.letter
    formula = moved[0].rule if len(moved) == 1 else f"p ← p − lr · ∂{letter}/∂p"
    way: Sentence = ["A gradient points ", ["uphill"], ": the way in which the numbers would "]
    way += [f"have to move for {letter} to grow. So each parameter goes the other way, "]
    way += [["downhill"], "."]
    return formula, [way]


def own_words(optimizer: Optimizer) -> tuple[str, list[Sentence]]:
    """The settings of any other optimiser, and what its docstring says of it."""
    known = {**vars(optimizer), "lr": optimizer.lr}
    known["weight_decay"] = max(group.weight_decay for group in optimizer.groups)
    names = [name for name in inspect.signature(type(optimizer)).parameters if known.get(name)]
    settings = ", ".join(f"{name}={plain(known[name])}" for name in names if name != "params")
    text = inspect.cleandoc(type(optimizer).__doc__ or "").split(">>>")[0]
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return f"{type(optimizer).__name__}({settings})", [[part] for part in paragraphs]


def plain(setting: Any) -> str:
    """A setting in print: 0.01, 1e−8, (0.9, 0.999)."""
    if isinstance(setting, tuple):
        return f"({', '.join(map(plain, setting))})"
    if type(setting) is not float:
        return str(setting)
    return f"{setting:g}".replace("-", "−").replace("e−0", "e−")
