"""Texts of `facts.py` for one op in a graph: names, an index, an axis in place of the braces."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.arrays import Array
from ..engine.broadcasting import stretched_axes
from ..engine.saved import ELEMENTWISE
from ..watch.digits import short
from .reduce import count, kept_shape

POWERS = {2: "x²", 3: "x³", -1: "1/x", 0.5: "√"}
EACH = " to each entry"


def sign_of(node: Any) -> str:
    """The sign of a node's op, for a badge: its usual one, or its name; "" for a leaf."""
    if node.op is None:
        return ""
    name, sign = node.op.__name__, node.op.facts.sign
    if name == "power" and not node.inputs[1].value.ndim:
        return POWERS.get(node.inputs[1].value.item(), sign)
    return sign or name


# --- facts that depend on the graph -----------------------------------------------------------


def summed_axes(node: Any, position: int) -> tuple[int, ...]:
    """The axes of the result along which broadcasting stretched an input."""
    shape, result = node.inputs[position].value.shape, node.value.shape
    if node.op.kind is not ELEMENTWISE:
        if node.op.__name__ not in ("matmul", "solve"):
            return ()
        axes = sum(x.value.ndim > 1 for x in node.inputs)  # of the result, that are no stack's
        shape, result = shape[:-2], result[: len(result) - axes]
    return stretched_axes(shape, result)


def summed_over(axes: tuple[int, ...]) -> str:
    """The phrase that says that broadcasting was undone."""
    return f" summed over {axes_named(axes)}" if axes else ""


def axes_named(axes: tuple[int, ...]) -> str:
    """The axes in words: `axis 0`; `axes 0, 2`."""
    return f"{'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"


@dataclass(frozen=True)
class Place:
    """An input of an op in a graph, and its texts for the braces."""

    node: Any  # the result
    position: int
    operands: list[str]  # the inputs and the result, as a formula names them
    names: list[str]  # the names of the inputs
    settings: Mapping[str, Any]
    index_in_print: Callable[[Any], str]

    @property
    def input(self) -> Array:
        """The input's value."""
        return self.node.inputs[self.position].value

    @property
    def axis(self) -> Any:
        """The axis along which the op works."""
        return self.settings["axis"]

    def along(self) -> str:
        """The axis or axes, if one was given."""
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        return "" if self.axis is None else f" along {axes_named(axes)}".replace("-", "−")

    def summed(self) -> str:
        """The axes that broadcasting stretched."""
        return summed_over(stretched_axes(self.input.shape, self.node.value.shape))

    def tie(self) -> str:
        """A note if several entries are the largest, or the smallest."""
        best, shape = self.node.value, self.input.shape
        if best.ndim != len(shape):
            best = best.reshape(kept_shape(shape, self.axis))
        tied = np.count_nonzero(self.input == best) > best.size
        return ", a tie shared evenly" if tied else ""

    def twice(self) -> str:
        """A note if an index names an entry more than once: [0, 1, 0]."""
        index = self.settings["index"]
        parts = index if isinstance(index, tuple) else (index,)
        arrays = [np.asarray(part) for part in parts if isinstance(part, np.ndarray | list)]
        whole = [x for x in arrays if x.dtype.kind in "iu"]
        if not whole:
            return ""
        places = np.stack([x.ravel() for x in np.broadcast_arrays(*whole)])
        return " added up" if np.unique(places, axis=1).shape[1] < places.shape[1] else ""

    def part(self) -> str:
        """The slice of g that belongs to one of the joined inputs."""
        axis = self.axis % self.node.value.ndim
        sizes = [x.value.shape[axis] for x in self.node.inputs[: self.position + 1]]
        return "g" + self.index_in_print(
            (slice(None),) * axis + (slice(sum(sizes[:-1]), sum(sizes)),)
        )

    def turned(self, back: bool = False) -> str:
        """The transpose, or the one that undoes it: T, or transpose(1, 2, 0)."""
        axes = self.settings["axes"]
        if axes is None or tuple(axes) == (1, 0):
            return "T"
        return f"transpose({', '.join(map(str, np.argsort(axes) if back else axes))})"

    def over(self) -> str:
        """The scale of a sum: / n, which makes it a mean, or × a number."""
        scale = float(self.settings["scale"])
        n = round(1 / scale) if 0 < scale <= 1 else 0
        if n and math.isclose(scale * n, 1):
            return "" if n == 1 else f" / {n:,}"
        return f" × {short(scale)}"

    def window(self, apart: bool = False) -> str:
        """The size of a window, and settings that are not the default; windows may be `apart`."""
        size, stride, padding, *_ = self.settings["window"]
        words = f", {' × '.join(map(str, size))}"
        usual = size if apart else (1,) * len(size)
        for name, given, default in (("stride", stride, usual), ("padding", padding, (0, 0))):
            if given != default:
                words += f", {name}={given[0] if len(set(given)) == 1 else given}"
        return words

    def factors(self) -> str:
        """The gradient of a factor of x @ y, which are matrices, stacks of them, or vectors."""
        x, y = (operand.value.ndim for operand in self.node.inputs)
        other = self.operands[1 - self.position]
        if x == y == 1:
            return f"g · {other}"
        if (y, x)[self.position] == 1:
            return f"outer({other}, g)" if self.position else f"outer(g, {other})"
        turned = f"{other}.{'T' if max(x, y) == 2 else 'mT'}"
        return f"{turned} @ g" if self.position else f"g @ {turned}"

    def of_weight(self) -> str:
        """The gradient of a weight: of the rows of a matrix, of all rows there are, or of one."""
        x, axes = self.operands[0], self.node.value.ndim
        return f"outer(g, {x})" if axes == 1 else f"g.T @ {x}" + ", of all rows" * (axes > 2)

    def rows(self) -> str:
        """The axes over which the gradients of rows are summed."""
        return summed_over(tuple(range(self.node.value.ndim - 1)))

    def others(self) -> str:
        """The gradient of one input of an einsum: g times the others."""
        terms, output = [*self.settings["terms"]], self.settings["output"]
        names = [*self.names]
        mine = terms.pop(self.position)
        del names[self.position]
        lone = "".join(label for label in mine if label not in output + "".join(terms))
        if lone:
            terms, names = [lone, *terms], ["ones", *names]
        return einsum_in_print({"terms": [output, *terms], "output": mine}, ["g", *names])


def einsum_in_print(settings: Mapping[str, Any], names: list[str]) -> str:
    """An einsum as text: einsum("ij,jk→ik", a, b)."""
    return f'einsum("{",".join(settings["terms"])}→{settings["output"]}", {", ".join(names)})'


# fmt: off
BRACES: dict[str, tuple[str, Callable[[Place], Any]]] = {  # without a graph, and in one
    "x":      ("x",                           lambda at: at.operands[0]),
    "y":      ("y",                           lambda at: at.operands[1]),
    "n":      ("n",                           lambda at: f"{count(at.input.shape, at.axis):,}"),
    "each":   (EACH, lambda at: EACH if at.input.size != at.node.value.size else ""),
    "tie":    ("",                            Place.tie),
    "along":  ("",                            Place.along),
    "index":  ("[index]",                     lambda at: at.index_in_print(at.settings["index"])),
    "twice":  ("",                            Place.twice),
    "part":   ("its part of g",               Place.part),
    "summed": (" summed",                     Place.summed),
    "turned": ("transpose(axes)",             Place.turned),
    "back":   ("transpose(argsort(axes))",    lambda at: at.turned(back=True)),
    "over":   (" × scale",                    Place.over),
    "window": (", *window",                   Place.window),
    "pooled": (", *window",                   lambda at: at.window(apart=True)),
    "left":   ("g @ y.T",                     Place.factors),
    "right":  ("x.T @ g",                     Place.factors),
    "weight": ("g.T @ x",                     Place.of_weight),
    "rows":   (" summed over axis 0",         Place.rows),
    "sums":   ("einsum(terms → output, inputs)", lambda at: einsum_in_print(at.settings, at.names)),
    "others": ("einsum of g and the others",  Place.others),
}
# fmt: on


def filled(template: str, place: Place | None = None) -> str:
    """A text of `ops.facts`, in a graph or in general."""

    def text(brace: re.Match[str]) -> str:
        general, in_graph = BRACES[brace[1]]
        return str(in_graph(place)) if place else general

    return re.sub(r"{(\w+)}", text, template)
