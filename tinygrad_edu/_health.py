"""The health of a network: for each layer, in words and as a table.

A unit learns while its slope is not 0.  A sigmoid far from 0 is flat, and a ReLU whose input is
negative for each example is dead: such a unit gets no gradient in `backward`.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ._no_grad import recording
from ._numpy_functions import plain
from ._tensor import Tensor
from ._terminal import folded
from .engine.arrays import Array
from .engine.graph import Node, route, walk
from .engine.saved import LINEAR_MAP
from .ops.facts import NOTHING, Facts
from .watch.digits import short
from .watch.layers import path_of
from .watch.referee.quotient import rms
from .watch.seed import seed_gradient
from .watch.tables import ruled

MANY, FAR = 0.2, 1e3  # report from this share of flat outputs, and this ratio of gradients, on


class Layer(NamedTuple):
    """The outputs of one layer for a batch, and the gradient that came back."""

    path: str
    op: str
    facts: Facts  # about the op
    shape: tuple[int, ...]
    mean: float
    rms: float  # the root mean square of its outputs
    saturated: float | None  # the share of its outputs where a sigmoid or tanh is flat
    dead: int | None  # how many units of a ReLU are 0 for each example
    units: int
    gradient: float | None  # the root mean square of ∂L/∂output, if there is a loss
    before: str = ""  # the previous layer with weights, if there is no activation in between
    alike: str = ""  # the reason, if all its units are the same and stay so

    def problems(self) -> list[str]:
        """The problems of the layer, in words."""
        found = []
        if not np.isfinite(self.rms):
            found.append(
                f"{self.label}: its outputs hold nan or inf; use tg.debug() to find the first op"
            )
        flat = self.facts.flat
        if flat is not None and self.saturated is not None and self.saturated >= MANY:
            found.append(
                f"{self.label}: {self.saturated:.0%} of outputs are saturated ({flat.words}), "
                "where the slope is almost 0; scale the inputs to about 1, start with smaller "
                "weights, or use a smaller learning rate"
            )
        if self.dead and not self.alike:
            found.append(
                f"{self.label}: {self.dead} of {self.units} units are dead (0 for each of the "
                f"{self.shape[0]} examples), and so have no gradient; use a smaller learning "
                "rate or LeakyReLU"
                + (", or try a larger batch: it may be alive for others" if self.dead == 1 else "")
            )
        return found

    @property
    def label(self) -> str:
        """The path, and the function if that is not a separate layer."""
        known = self.op.replace("_", "") in self.path.lower() or not self.facts.bends
        return self.path if known else f"{self.path}: {self.op}"


class Health:
    """The layers in the order in which they ran; prints as a table with its problems in words."""

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = layers

    @property
    def problems(self) -> list[str]:
        """All problems, in words; empty if there are none."""
        found = [problem for layer in self.layers for problem in layer.problems()]
        alike = [layer for layer in self.layers if layer.alike]
        if alike:
            first = alike[0]
            return [
                f"{first.label}: all {first.units} units give the same output and get the same "
                f"gradient, so they stay the same; {first.alike}. Start from random weights, as "
                "the layers do by default",
                *found,
                *self.without_activation(),
            ]
        cut = [layer for layer in self.layers if layer.gradient == 0]
        if cut:
            more = f" and the {len(cut) - 1} before it" if len(cut) > 1 else ""
            found.append(f"{cut[-1].label}{more}: no gradient comes back, all of ∂L/∂output is 0")
        slopes = [layer for layer in self.layers if layer.gradient]
        if len(slopes) > 1:
            first, last = slopes[0], slopes[-1]
            ratio = (last.gradient or 0) / (first.gradient or 1)
            if ratio > FAR:
                found.append(
                    f"the gradient vanishes: at {last.path} it is {ratio:.2g} times as large as "
                    f"at {first.path}; use ReLU, normalise (LayerNorm), or use fewer layers"
                )
            elif ratio < 1 / FAR:
                found.append(
                    f"the gradient explodes: at {first.path} it is {1 / ratio:.2g} times as large "
                    f"as at {last.path}; start with smaller weights, or clip it (clip_grad_norm)"
                )
        return found + self.without_activation()

    def without_activation(self) -> list[str]:
        """The problem of linear layers in a row, if there are any."""
        rows = [layer for layer in self.layers if layer.before]
        if not rows:
            return []
        more = f" (and {len(rows) - 1} more like this)" if len(rows) > 1 else ""
        return [
            f"{rows[0].label}: there is no activation between it and {rows[0].before}{more}; two "
            "linear layers in a row compute no more than one. Put ReLU() or Tanh() between them, "
            "unless you want a bottleneck"
        ]

    def __str__(self) -> str:
        rows = [("layer", "outputs", "mean", "rms", "saturated", "dead", "gradient")]
        rows += [
            (
                layer.label,
                str(layer.shape),
                short(layer.mean, 3),
                short(layer.rms, 3),
                "" if layer.saturated is None else f"{layer.saturated:.0%}",
                "" if layer.dead is None else f"{layer.dead} of {layer.units}",
                "" if layer.gradient is None else short(layer.gradient, 2),
            )
            for layer in self.layers
        ]
        used = [column for column in zip(*rows, strict=True) if any(column[1:])]
        table = ruled(list(zip(*used, strict=True)))
        words = [f"• {problem}" for problem in self.problems] or ["No layer has a problem."]
        return "\n".join([*table, "", *folded(words, "  ")])

    __repr__ = __str__  # so that the prompt shows the table, too


def health(model: Any, batch: Any, loss: Callable[[Any], Any] | None = None) -> Health:
    """The outputs of each layer for a batch of inputs: their size, saturated and dead units.

    With `loss`, a function of the output such as `lambda y: MSE()(y, target)`, also the size of the
    gradient that comes back.  All this runs on a copy of the model, which is not changed.
    """
    check_loss(loss)
    twin = copy.deepcopy(model)
    data = np.asarray(plain(batch))
    with recording():
        x = Tensor(data, requires_grad=data.dtype.kind == "f")  # so that everything is recorded
        output = twin(x)
        root = output if loss is None else loss(output)
        if not (isinstance(root, Node) and root.needs_gradient):
            raise TypeError(
                "health: the model or the loss did not return a tensor with a gradient; give "
                "a model with parameters, or inputs that are floats"
            )
        order = route(output, retain_graph=True)
        gradients = {} if loss is None else gradients_of(root, seed_gradient(root, None))
        noise = np.random.default_rng(0).normal(size=output.value.shape)
        by_chance = gradients_of(output, noise.astype(output.value.dtype))
    path = DataPath(x, order)
    return Health(
        [layer_of(node, gradients.get(node), by_chance[node], path) for node in outputs(order)]
    )


def check_loss(loss: Any) -> None:
    """Raise unless the loss is a function of only the output."""
    advice = "give a function of the output: lambda y: CrossEntropy()(y, labels)"
    if loss is None:
        return
    if not callable(loss):
        raise TypeError(f"health: loss is {type(loss).__name__}; {advice}")
    try:
        signature = inspect.signature(getattr(loss, "forward", loss))
    except ValueError:  # for a function that is not written in Python
        return
    try:
        signature.bind(None)
    except TypeError as error:
        raise TypeError(f"health: loss takes more than the output ({error}); {advice}") from None


def gradients_of(root: Node, seed: Array) -> dict[Node, Array]:
    """∂L/∂node for each result in the graph of the root."""
    found: dict[Node, Array] = {}
    walk(root, seed, retain_graph=True, watch=lambda node, g, _: found.update({node: g}))
    return found


class DataPath:
    """The path of the data from the input to the output, and the weights along it.

    For each result computed from the data, `weights` has the parameter of the latest product, and
    `straight` the result of that product, if only sums and factors came after it.  `before` has the
    previous product, for each product that follows another directly.
    """

    def __init__(self, x: Node, order: list[Node]) -> None:
        self.data = {x}
        self.weights: dict[Node, Node] = {}
        self.straight: dict[Node, Node] = {}
        self.before: dict[Node, Node] = {}
        for node in reversed(order):
            self.follow(node)

    def follow(self, node: Node) -> None:
        """Follow the data through one op."""
        op = node.op.__name__  # type: ignore[union-attr]
        data = [i for i in node.inputs if i in self.data]
        if not data:
            if op == "getitem":  # the rows of an embedding
                self.data.add(node)
            return
        self.data.add(node)
        last = next((self.straight[i] for i in data if i in self.straight), None)
        weights = [self.weights[i] for i in data if i in self.weights]
        if weights:
            self.weights[node] = weights[0]
        parameters = [i for i in node.inputs if i.needs_gradient and i not in self.data]
        if op in PRODUCTS and len(data) == 1 and parameters:
            self.weights[node] = leaf_of(parameters[0])
            self.straight[node] = node
            if last is not None:
                self.before[node] = last
        elif last is not None and self.is_affine(node, len(data)):
            self.straight[node] = last

    def is_affine(self, node: Node, count: int) -> bool:
        """Whether the op only adds to its data inputs (`count` of them), moves or scales them."""
        if node.op.kind is LINEAR_MAP or node.op.__name__ in SUMS:  # type: ignore[union-attr]
            return True
        factors = FACTORS if node.inputs[0] in self.data else FACTORS - {"divide"}
        return count == 1 and node.op.__name__ in factors  # type: ignore[union-attr]


PRODUCTS = {"linear", "matmul", "einsum"}
FACTORS = {*PRODUCTS, "multiply", "divide"}
SUMS = {"add", "subtract", "negative"}


def leaf_of(node: Node) -> Node:
    """The parameter from which a weight was made by transposing or reshaping."""
    while node.inputs:
        node = node.inputs[0]
    return node


def outputs(order: list[Node]) -> list[Node]:
    """The last result of each call of a module, and of each activation, oldest first."""
    last = {id(node.scope): node for node in reversed(order) if node.scope is not None}
    return [
        node
        for node in reversed(order)
        if node.op is not None
        and node.scope is not None
        and (node.op.facts.bends or last[id(node.scope)] is node)
    ]


def layer_of(node: Node, g: Array | None, by_chance: Array, path: DataPath) -> Layer:
    """The facts about one result; `by_chance` is its gradient for a ∂L/∂output drawn at random."""
    y = node.value
    op = node.op.__name__ if node.op is not None else ""
    units = 1 if y.ndim == 4 else y.ndim - 1
    axes = tuple(k for k in range(y.ndim) if k != units)
    alive = (y != 0).any(axis=axes)  # for each unit or channel
    facts = node.op.facts if node.op is not None else NOTHING
    flat = facts.flat
    product = path.straight.get(node)
    before = path.before.get(product) if product is not None else None
    alike = node in path.weights and equal(y, units) and equal(by_chance, units)
    row = before is not None and product is not None and product.scope is node.scope
    return Layer(
        path=module_or_op(node),
        op=op,
        facts=facts,
        shape=y.shape,
        mean=float(y.mean()),
        rms=rms(y),
        saturated=None if flat is None else float(flat.at(y).mean()),
        dead=int(alive.size - alive.sum()) if op == "relu" else None,
        units=alive.size,
        gradient=None if g is None else rms(g),
        before=module_or_op(before) if before is not None and row else "",
        alike=cause_of(path.weights[node]) if alike else "",
    )


def module_or_op(node: Node) -> str:
    """The path of the module in which the node was computed, or else the op."""
    return path_of(node.scope) if node.scope is not None else node.op.__name__  # type: ignore[union-attr]


def equal(array: Array, axis: int) -> bool:
    """Whether several units have the same numbers, up to rounding."""
    if array.ndim < 2 or array.shape[axis] < 2:
        return False
    units = np.moveaxis(array, axis, 0)
    return bool(np.abs(units - units[:1]).max() <= 1e-6 * np.abs(units).max())


def cause_of(weights: Node) -> str:
    """The reason why the units of these weights are the same."""
    array = weights.value
    if not array.any():
        return "their first weights are all 0"
    return "their first weights are all equal" if equal(array, 0) or equal(array, -1) else ""
