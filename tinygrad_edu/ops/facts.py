"""What there is to say about an op besides its calculus: one row per op.

Pictures and words read it: the sign on an op's badge; what its inputs get back, in words, where
the formula in the docstring is hard to read; and why.  In braces stand what only a graph knows:
names, an index, an axis: `filled` puts them in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import Array
from ..engine.saved import ELEMENTWISE
from .reduce import count, kept_shape

POWERS = {2: "x²", 3: "x³", -1: "1/x", 0.5: "√"}
EACH = " to each entry"


class Facts(NamedTuple):
    """One row: texts with one entry for all inputs, or a tuple with one entry per input."""

    sign: str = ""  # on the badge; the op's name if there is none
    gets: str | tuple[str, ...] = ""  # what an input gets; the docstring's line if there is none
    why: str | tuple[str, ...] = ""  # none where the rule says it all
    formula: str = ""  # what the op computes; the docstring's line if there is none

    def of(self, field: str, position: int) -> str:
        """The text for one input."""
        text: str | tuple[str, ...] = getattr(self, field)
        return text if isinstance(text, str) else text[position]


NOTHING = Facts()
MOVED = "the entries were only moved, so their gradients move back"
SHARE = "a larger share for one entry is a smaller one for all others"

# fmt: off
FACTS = {
    "add":         Facts("+"),
    "subtract":    Facts("−"),
    "multiply":    Facts("×"),
    "divide":      Facts("÷"),
    "negative":    Facts("−"),
    "positive":    Facts("+"),
    "abs":         Facts("|x|"),
    "square":      Facts("x²"),
    "sqrt":        Facts("√"),
    "reciprocal":  Facts("1/x"),
    "power":       Facts("xʸ"),
    "mod":         Facts("%"),
    "floor_divide": Facts("//"),
    "sigmoid":     Facts("σ"),

    "sum":         Facts("Σ", "g{each}", "each entry moves the sum by as much as it moves"),
    "mean":        Facts("", "g / {n}{each}", "each entry counts for its share of the mean"),
    "max":         Facts("", "g where {x} = {y}{tie}, else 0",
                         "only the largest entry moves the result"),
    "min":         Facts("", "g where {x} = {y}{tie}, else 0",
                         "only the smallest entry moves the result"),
    "prod":        Facts("", "g · product of the others",
                         "an entry counts as much as the product of the others"),
    "cumsum":      Facts("", "g summed from each entry to the last{along}",
                         "an entry moves its own sum and all that follow"),
    "cumprod":     Facts("", "g · product of the others, from each entry to the last{along}",
                         "an entry is a factor of its own product and of all that follow"),
    "softmax":     Facts(why=SHARE),
    "log_softmax": Facts(why=SHARE),
    "logsumexp":   Facts(why="each entry counts for its share, the softmax"),

    "reshape":     Facts(why=MOVED),
    "transpose":   Facts("T", "g.{back}", MOVED, "{x}.{turned}"),
    "astype":      Facts(why="only the number of digits changed, so it is changed back"),
    "getitem":     Facts("[ ]", "g{twice} at {index}, 0 elsewhere",
                         "what was not picked moves nothing"),
    "scatter":     Facts("", "g{index}", "each entry gets what stands where it was put"),
    "concatenate": Facts("concat", "{part}", "each input gets its own part back"),
    "pad":         Facts("", "g without the border", "the border is no part of it"),
    "broadcast_to": Facts("stretch", "g{summed}",
                         "what an entry moves, it moves in all of its copies"),

    "matmul":      Facts("@", why=(
        "an entry meets a row of {other}, and gets back g times that row, added up",
        "an entry meets a column of {other}, and gets back g times that column, added up")),
    "linear":      Facts("xWᵀ+b", ("", "", "g summed over axis 0"), (
        "an entry meets a column of the weights, and gets back g times that column, added up",
        "a weight meets one input of each example, and gets back g times those, added up",
        "it was added to every row, so what the rows give is added up")),
    "einsum":      Facts("", "{others}", formula="{sums}"),
    "norm":        Facts(why="the length grows fastest along the vector itself"),
    "p_norm":      Facts(why="the larger an entry, the more it counts"),
    "singular_values": Facts("", "g along the singular vectors",
                         "each grows by as much as x grows along its two vectors"),
    "squared_error": Facts("(x−y)²", ("g · 2({x} − {y}){over}", "g · 2({y} − {x}){over}"),
                           "the slope of a square is twice what was squared",
                           "sum(({x} − {y})²){over}"),

    "unfold":      Facts("", "fold(g{window})", "a pixel moves all windows in which it stands, so "
                         "what they give is added up", "unfold({x}{window})"),
    "fold":        Facts("", "unfold(g{window})", "each window's entry gets what its pixel got",
                         "fold({x}{window})"),
    "max_pool2d":  Facts("", "g at the largest of each window, 0 elsewhere",
                         "only the largest entry of a window moves the result",
                         "max_pool2d({x}{pooled})"),
    "unpool":      Facts("", "max_pool2d(g{window})", "", "unpool({x}{window})"),
}
# fmt: on


def facts_of(op: Any) -> Facts:
    """The row of an op of this package; an empty one for a custom op."""
    ours = str(op.rule.__module__).startswith("tinygrad_edu.")
    return FACTS.get(op.__name__, NOTHING) if ours else NOTHING


def sign_of(node: Any) -> str:
    """The sign of a node's op, for a badge: its usual one, or its name; "" for a leaf."""
    if node.op is None:
        return ""
    name, sign = node.op.__name__, facts_of(node.op).sign
    if name == "power" and not node.inputs[1].value.ndim:
        return POWERS.get(node.inputs[1].value.item(), sign)
    return sign or name


# --- what only a graph knows ------------------------------------------------------------------


def summed_axes(node: Any, position: int) -> tuple[int, ...]:
    """The axes of the result along which broadcasting stretched an input."""
    shape, result = node.inputs[position].value.shape, node.value.shape
    if node.op.kind is not ELEMENTWISE:
        if node.op.__name__ not in ("matmul", "solve"):
            return ()
        shape, result = shape[:-2], result[:-2]  # stacks of matrices are broadcast
    return stretched_axes(shape, result)


def stretched_axes(shape: tuple[int, ...], result: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `result` along which broadcasting stretched an array of `shape`."""
    lead = len(result) - len(shape)
    return tuple(k for k, n in enumerate(result) if k < lead or shape[k - lead] == 1 != n)


def summed_over(axes: tuple[int, ...]) -> str:
    """How it is said that broadcasting was undone."""
    return f" summed over {axes_named(axes)}" if axes else ""


def axes_named(axes: tuple[int, ...]) -> str:
    """`axis 0`; `axes 0, 2`."""
    return f"{'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"


@dataclass(frozen=True)
class Place:
    """An input of an op in a graph: what stands in the braces there."""

    node: Any  # the result
    position: int
    operands: list[str]  # the inputs, and the result, as they are called in a formula
    names: list[str]  # of the inputs
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
        """The axis, if one was given."""
        return "" if self.axis is None else f" along axis {self.axis}".replace("-", "−")

    def summed(self) -> str:
        """The axes that broadcasting stretched."""
        return summed_over(stretched_axes(self.input.shape, self.node.value.shape))

    def tie(self) -> str:
        """Where several entries are the largest, or the least."""
        best, shape = self.node.value, self.input.shape
        if best.ndim != len(shape):
            best = best.reshape(kept_shape(shape, self.axis))
        tied = np.count_nonzero(self.input == best) > best.size
        return ", a tie shared evenly" if tied else ""

    def twice(self) -> str:
        """Where an index names an entry more than once: [0, 1, 0]."""
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
        """By what a sum is scaled: / n, which makes it a mean, or × a number."""
        scale = float(self.settings["scale"])
        n = round(1 / scale) if 0 < scale <= 1 else 0
        if n and math.isclose(scale * n, 1):
            return "" if n == 1 else f" / {n}"
        return f" × {scale:.4g}"

    def window(self, apart: bool = False) -> str:
        """The size of a window, and what else is not as usual; windows may stand `apart`."""
        size, stride, padding, *_ = self.settings["window"]
        words = f", {' × '.join(map(str, size))}"
        usual = size if apart else (1,) * len(size)
        for name, given, default in (("stride", stride, usual), ("padding", padding, (0, 0))):
            if given != default:
                words += f", {name}={given[0] if len(set(given)) == 1 else given}"
        return words

    def others(self) -> str:
        """What one input of an einsum gets: g times the others."""
        terms, output = [*self.settings["terms"]], self.settings["output"]
        names = [*self.names]
        mine = terms.pop(self.position)
        del names[self.position]
        lone = "".join(label for label in mine if label not in output + "".join(terms))
        if lone:
            terms, names = [lone, *terms], ["ones", *names]
        return einsum_in_print({"terms": [output, *terms], "output": mine}, ["g", *names])


def einsum_in_print(settings: Mapping[str, Any], names: list[str]) -> str:
    """einsum("ij,jk→ik", a, b)."""
    return f'einsum("{",".join(settings["terms"])}→{settings["output"]}", {", ".join(names)})'


# fmt: off
BRACES: dict[str, tuple[str, Callable[[Place], Any]]] = {  # without a graph, and in one
    "x":      ("x",                           lambda at: at.operands[0]),
    "y":      ("y",                           lambda at: at.operands[1]),
    "n":      ("n",                           lambda at: count(at.input.shape, at.axis)),
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
