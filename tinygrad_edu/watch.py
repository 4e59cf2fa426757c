"""How a network is doing: for each layer, in words and as a table.

A unit learns while its slope is not 0.  A sigmoid far from 0 is flat, and a ReLU whose input is
negative for each example is dead: what such a unit gets in `backward` is nothing.
"""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .arrays import Array, rms
from .gradients import seed_gradient
from .graph import Node, trace, walk
from .mode import path_of, recording
from .tables import ruled
from .tensor import Tensor, plain

FLAT: dict[str, Callable[[Array], Any]] = {  # where a function has almost no slope, by its result
    "sigmoid": lambda y: (y < 0.01) | (y > 0.99),
    "tanh": lambda y: abs(y) > 0.99,
}
BOUNDS = {"sigmoid": "below 0.01 or above 0.99", "tanh": "beyond ±0.99"}
BENDS = {*FLAT, "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "softmax"}
MANY, FAR = 0.2, 1e3  # the share of flat outputs, and the ratio of gradients, to speak of


class Layer(NamedTuple):
    """What one layer gave for a batch, and what came back to it."""

    path: str
    op: str
    shape: tuple[int, ...]
    mean: float
    rms: float  # the root mean square of its outputs
    saturated: float | None  # the share of its outputs where a sigmoid or tanh is flat
    dead: int | None  # how many units of a ReLU are 0 for each example
    units: int
    gradient: float | None  # the root mean square of ∂L/∂output, if there is a loss

    def problems(self) -> list[str]:
        """What is wrong with it, in words."""
        found = []
        if not np.isfinite(self.rms):
            found.append(
                f"{self.label}: its outputs hold nan or inf; tg.debug() names the first op"
            )
        if self.saturated is not None and self.saturated >= MANY:
            found.append(
                f"{self.label}: {self.saturated:.0%} of outputs are saturated "
                f"({BOUNDS[self.op]}), where the slope is almost 0; scale the inputs to about 1, "
                "start with smaller weights, or take a smaller learning rate"
            )
        if self.dead:
            found.append(
                f"{self.label}: {self.dead} of {self.units} units are dead (0 for each of the "
                f"{self.shape[0]} examples), and so have no gradient; take a smaller learning "
                "rate or LeakyReLU"
                + (", or try a larger batch: they may answer to others" if self.dead == 1 else "")
            )
        return found

    @property
    def label(self) -> str:
        """Its path, and the function if that is not a layer of its own."""
        known = self.op.replace("_", "") in self.path.lower() or self.op not in BENDS
        return self.path if known else f"{self.path}: {self.op}"


class Health:
    """The layers in the order in which they ran; printed, a table and what it means."""

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = layers

    @property
    def problems(self) -> list[str]:
        """What is wrong, in words: nothing, if all is well."""
        found = [problem for layer in self.layers for problem in layer.problems()]
        cut = [layer for layer in self.layers if layer.gradient == 0]
        if cut:
            more = f" and the {len(cut) - 1} before" if len(cut) > 1 else ""
            found.append(f"{cut[-1].label}{more}: no gradient comes back, all of ∂L/∂output is 0")
        slopes = [layer for layer in self.layers if layer.gradient]
        if len(slopes) > 1:
            first, last = slopes[0], slopes[-1]
            ratio = (last.gradient or 0) / (first.gradient or 1)
            if ratio > FAR:
                found.append(
                    f"the gradient vanishes: at {last.path} it is {ratio:.2g} times as large as "
                    f"at {first.path}; take ReLU, normalise (LayerNorm), or use fewer layers"
                )
            elif ratio < 1 / FAR:
                found.append(
                    f"the gradient explodes: at {first.path} it is {1 / ratio:.2g} times as large "
                    f"as at {last.path}; start with smaller weights, or clip it (clip_grad_norm)"
                )
        return found

    def __str__(self) -> str:
        rows = [("layer", "outputs", "mean", "rms", "saturated", "dead", "gradient")]
        rows += [
            (
                layer.label,
                " × ".join(map(str, layer.shape)) or "1",
                f"{layer.mean:.3g}",
                f"{layer.rms:.3g}",
                "" if layer.saturated is None else f"{layer.saturated:.0%}",
                "" if layer.dead is None else f"{layer.dead} of {layer.units}",
                "" if layer.gradient is None else f"{layer.gradient:.2g}",
            )
            for layer in self.layers
        ]
        told = [column for column in zip(*rows, strict=True) if any(column[1:])]
        table = ruled(list(zip(*told, strict=True)))
        words = [
            textwrap.fill(f"• {problem}", 96, subsequent_indent="  ") for problem in self.problems
        ] or ["No layer looks ill."]
        return "\n".join([*table, "", *words])

    __repr__ = __str__  # what Python shows of it, unasked

    __repr__ = __str__


def health(model: Any, batch: Any, loss: Callable[[Any], Any] | None = None) -> Health:
    """What each layer gives for a batch of inputs: its size, saturated and dead units.

    With `loss`, a function of the output such as `lambda y: MSE()(y, target)`, also how large a
    gradient comes back.  All of it runs on a copy of the model, of which nothing is changed.
    """
    twin = copy.deepcopy(model)
    data = np.asarray(plain(batch))
    with recording():
        x = Tensor(data, requires_grad=data.dtype.kind == "f")  # so that all is recorded
        output = twin(x)
        root = output if loss is None else loss(output)
        if not (isinstance(root, Node) and root.needs_gradient):
            raise TypeError(
                "health: what the model or the loss returned is no tensor with a gradient; give "
                "a model with parameters, or inputs that are floats"
            )
        order = trace(output, retain_graph=True)
        gradients: dict[Node, Array] = {}
        if loss is not None:
            walk(
                root,
                seed_gradient(root, None),
                retain_graph=True,
                watch=lambda node, g, _: gradients.update({node: g}),
            )
    return Health([layer_of(node, gradients.get(node)) for node in outputs(order)])


def outputs(order: list[Node]) -> list[Node]:
    """The last result of each call of a module, and each function that bends, oldest first."""
    last = {id(node.scope): node for node in reversed(order) if node.scope is not None}
    return [
        node
        for node in reversed(order)
        if node.op is not None
        and node.scope is not None
        and (node.op.__name__ in BENDS or last[id(node.scope)] is node)
    ]


def layer_of(node: Node, g: Array | None) -> Layer:
    """The facts about one result."""
    y, op = node.value, node.op.__name__ if node.op is not None else ""
    axes = tuple(k for k in range(y.ndim) if k != (1 if y.ndim == 4 else y.ndim - 1))
    alive = (y != 0).any(axis=axes)  # of each unit, or channel
    flat = FLAT.get(op)
    return Layer(
        path=path_of(node.scope) if node.scope is not None else op,
        op=op,
        shape=y.shape,
        mean=float(y.mean()),
        rms=rms(y),
        saturated=None if flat is None else float(flat(y).mean()),
        dead=int(alive.size - alive.sum()) if op == "relu" else None,
        units=alive.size,
        gradient=None if g is None else rms(g),
    )
