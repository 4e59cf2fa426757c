"""The ladder of twelve: graphs from easy to hard, each with one gradient to predict.

A seeded search finds numbers for which no two mistakes lead to the same, if there are such numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ..._tensor import Tensor
from ...engine.arrays import Array
from ...ops.activations import sigmoid
from ...ops.elementwise import exp, log, sin, tanh
from ..record.story import tell
from ..words.paths import local_derivatives
from .misconceptions import evaluate, parts_of
from .question import Question

POOL = [sign * x for x in (0.5, 1, 1.5, 2, 2.5, 3, 4, 5) for sign in (1, -1)]
TRIES, VARIANTS, LARGEST = 4000, 5, 200  # sets of numbers that are all different; an answer
# the least of the local derivatives, of the answer next to its largest part, and of other numbers:
# with less, an answer that is computed from printed digits could be off by more than 1 %
STEEP, LARGE, TINY = 0.15, 0.3, 0.01


class Rung(NamedTuple):
    """A graph of the ladder, and the tensor and the entry that are asked for."""

    title: str
    asked: str
    make: Callable[..., dict[str, Any]]  # results by name, the loss as the last
    entry: int = 0
    data: str = ""  # leaves that need no gradient
    leaves: dict[str, Any] | None = None  # shapes that are not (); lists of numbers that stay


SQUARE, UNIT = (2, 2), [[1.0, 0.0], [0.0, 1.0]]
# fmt: off
RUNGS = (
    Rung("one number, used three times", "x", lambda x, y: {"L": (x * x + x) * y}),
    Rung("a neuron", "w", lambda w, x, b, y: {"L": (tanh(w * x + b) - y) ** 2}, data="xy"),
    Rung("a fork", "x", lambda x, y: {"L": sin(x) * (x + y)}),
    Rung("a result that is used twice", "h",
         lambda x, y: {"h": (h := x * y), "L": tanh(h) * (h * x)}),
    Rung("two layers, and a curve between them", "v",
         lambda w, u, x, y: {"v": (v := w * x), "L": (u * tanh(v) - y) ** 2}, data="xy"),
    Rung("one bias for all rows", "b", lambda z, b, c: {"L": (((z + b) ** 2) @ c).sum()},
         1, "zc", {"z": (3, 2), "b": (2,), "c": (2,)}),
    Rung("a matrix of weights", "W", lambda X, W: {"L": ((X @ W) ** 2).sum()},
         1, "X", {"X": (3, 2), "W": SQUARE}),
    Rung("the mean of squares", "q", lambda x, w: {"q": (q := x * x), "L": q.mean() * w},
         2, leaves={"x": (4,)}),
    Rung("a residual connection", "x", lambda x, w: {"y": (y := x + tanh(w * x)), "L": y * y}),
    Rung("a quotient", "y", lambda x, y: {"L": (x / y) ** 2}),
    Rung("a layer of sigmoids", "Z",
         lambda X, W, b, Y: {"Z": (Z := X @ W + b), "L": ((sigmoid(Z) - Y) ** 2).mean()},
         2, "XY", {"X": [[1.0, -0.5], [0.5, 1.0]], "W": SQUARE, "b": (2,), "Y": UNIT}),
    Rung("softmax and cross-entropy", "z", lambda z, t: {"L": log(exp(z).sum()) - (z * t).sum()},
         1, "t", {"z": (3,), "t": [0.5, 0.25, 0.25]}),
)
# fmt: on


@cache
def of_rung(rung: int, variant: int = 0) -> Question:
    """The question of a rung, 0 to 11, with its first set of numbers, its second, and so on."""
    wanted = always_mixed_up(rung)
    before = [leaves_of(of_rung(rung, k)) for k in range(variant)[1 - VARIANTS :]]
    rng = np.random.default_rng([rung, variant])
    for _ in range(TRIES):
        found = drawn(RUNGS[rung], lambda shape: rng.choice(POOL, shape))
        if can_be_typed(found) and leaves_of(found) not in before:
            alike = mixed_up(found)
            if alike.shape == wanted.shape and not (alike & ~wanted).any():
                return found
    raise AssertionError(f"rung {rung + 1}: no numbers that tell mistakes apart")


def drawn(rung: Rung, draw: Callable[[tuple[int, ...]], Any]) -> Question:
    """The question about the graph of a rung, with numbers that are drawn for its leaves."""
    leaves: dict[str, Any] = {}
    for name in inspect.signature(rung.make).parameters:
        given = (rung.leaves or {}).get(name, ())
        value = np.array(draw(given) if isinstance(given, tuple) else given, float)
        leaves[name] = Tensor(value, requires_grad=name not in rung.data)
    names = leaves | rung.make(**leaves)
    story = tell(names["L"], names, who="quiz")
    uses = story.of[names[rung.asked]].contributions
    return Question(story, uses, rung.entry, {use: local_derivatives(use) for use in uses})


def leaves_of(found: Question) -> dict[str, list[float]]:
    """The numbers in the leaves."""
    return {x.full_name: x.value.ravel().tolist() for x in found.story.entries if not x.op}


def can_be_typed(found: Question) -> bool:
    """Whether the printed digits lead to the answer."""
    parts = [abs(evaluate([part])) for part in parts_of(found.ways, found.entry)]
    slopes = np.abs(np.concatenate([way.slopes[way.moved] for way in found.ways]))
    arrays = [np.asarray(a) for way in found.ways for a in (way.z.value, way.z.gradient)]
    shown = np.concatenate([array.ravel() for array in arrays])
    clear = slopes.min() >= STEEP and np.abs(shown[shown != 0]).min() >= TINY
    return bool(clear) and LARGE * max(parts) <= abs(found.right) <= LARGEST


@cache
def always_mixed_up(rung: int) -> Array:
    """Which numbers, of the answer and the mistakes, are the same whatever is in the leaves."""
    rng = np.random.default_rng(rung)
    tried = [drawn(RUNGS[rung], lambda shape: rng.normal(size=shape)) for _ in range(4)]
    return np.logical_and.reduce([mixed_up(found) for found in tried])


def mixed_up(found: Question) -> Array:
    """Which of its numbers, the answer and those of mistakes, could be meant by one answer."""
    numbers = np.array([found.right, *(number for _, number in found.mistakes)])
    return np.abs(numbers[:, None] - numbers) <= 0.01 * np.abs(numbers)
