"""Facts about each op besides its calculus: one row per op, attached to it as `op.facts`.

Pictures and explanations use the sign on an op's badge; the gradient of its inputs in words, if
the formula in the docstring is hard to read; and the reason.  Braces mark parts that depend on the
graph: names, an index, an axis (`braces.py` fills them in).  Watchers and `tg.health` use the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Flat(NamedTuple):
    """A region in which a function has almost no slope."""

    words: str
    at: Callable[[Any], Any]  # a test of its results


class Facts(NamedTuple):
    """One row: texts with one entry for all inputs, or a tuple with one entry per input."""

    sign: str = ""  # on the badge; by default the op's name
    gets: str | tuple[str, ...] = ""  # the gradient of an input; by default the docstring's line
    why: str | tuple[str, ...] = ""  # the reason; empty if the rule is clear enough
    formula: str = ""  # the value of the op; by default the docstring's line
    remedy: str = ""  # for nan and inf in its result
    bends: bool = False  # an activation: without one, two linear layers are one
    flat: Flat | None = None
    compares: bool = False  # a prediction with a target
    name: str = ""  # of the op, where several rules serve one; by default the rule's

    def of(self, field: str, position: int) -> str:
        """The text for one input."""
        text: str | tuple[str, ...] = getattr(self, field)
        return text if isinstance(text, str) else text[position]


NOTHING = Facts()
MOVED = "the entries were only moved, so their gradients move back"
SHARE = "a larger share for one entry means smaller shares for all others"
PRODUCT = Facts("@", name="matmul", gets=("{left}", "{right}"), why=(
    "each entry is a factor in every result of its row, and gets the sum of g times the other "
    "factor",
    "each entry is a factor in every result of its column, and gets the sum of g times the other "
    "factor"))  # fmt: skip
WEIGHT = "each weight is a factor once in every row, and gets the sum of g times the other factor"
BENDS = Facts(bends=True)

# fmt: off
FACTS = {
    "add":         Facts("+"),
    "subtract":    Facts("−", compares=True),
    "multiply":    Facts("×"),
    "divide":      Facts("÷", remedy=
                         "it divided by 0: add something small to the divisor, say 1e-8"),
    "negative":    Facts("−"),
    "positive":    Facts("+"),
    "abs":         Facts("|x|"),
    "square":      Facts("x²"),
    "sqrt":        Facts("√", remedy=
                         "the square root of a negative number is nan: bound its input, x.clip(0)"),
    "log":         Facts(remedy=
                         "log(0) is -inf, and of a negative number nan: bound its input, "
                         "x.clip(1e-12), or let one op do it all: log_softmax, logsumexp, "
                         "CrossEntropy, BCEWithLogits"),
    "exp":         Facts(remedy=
                         "exp overflows above 709, in float32 above 88: subtract the maximum "
                         "first, or let one op do it all: softmax, log_softmax, logsumexp, "
                         "CrossEntropy"),
    "reciprocal":  Facts("1/x"),
    "power":       Facts("xʸ", remedy=
                         "0 to a negative power is inf, a negative number to a fraction nan: bound "
                         "the base"),
    "mod":         Facts("%"),
    "floor_divide": Facts("//"),

    "sigmoid":     Facts("σ", bends=True, flat=Flat(
                         "below 0.01 or above 0.99", lambda y: (y < 0.01) | (y > 0.99))),
    "tanh":        Facts(bends=True, flat=Flat("beyond ±0.99", lambda y: abs(y) > 0.99)),
    "relu":        BENDS,
    "leaky_relu":  BENDS,
    "elu":         BENDS,
    "gelu":        BENDS,
    "silu":        BENDS,
    "softplus":    BENDS,

    "sum":         Facts("Σ", "g{each}", "the sum changes by as much as each entry changes"),
    "mean":        Facts("", "g / {n}{each}", "each entry counts for its share of the mean"),
    "max":         Facts("", "g where {x} = {y}{tie}, else 0",
                         "only the largest entry changes the result"),
    "min":         Facts("", "g where {x} = {y}{tie}, else 0",
                         "only the smallest entry changes the result"),
    "prod":        Facts("", "g · product of the others",
                         "an entry counts as much as the product of the others"),
    "cumsum":      Facts("", "g summed from each entry to the last{along}",
                         "an entry changes its own sum and all later ones"),
    "cumprod":     Facts("", "g · product of the others, from each entry to the last{along}",
                         "an entry is a factor of its own product and of all later ones"),
    "softmax":     Facts(why=SHARE, bends=True),
    "log_softmax": Facts(why=SHARE),
    "standardize": Facts("", "(g − mean(g) − {y} · mean(g · {y})) / deviation of {x}{along}",
                         "moving or stretching all entries together changes nothing"),
    "normalize":   Facts("", "(g − {y} · mean(g · {y})) / size of {x}{along}",
                         "stretching all entries together changes nothing"),
    "logsumexp":   Facts(why="each entry counts for its share, the softmax"),

    "reshape":     Facts(why=MOVED),
    "transpose":   Facts("T", "g.{back}", MOVED, "{x}.{turned}"),
    "astype":      Facts(why="only the dtype changed, so it is changed back"),
    "getitem":     Facts("[ ]", "g{twice} at {index}, 0 elsewhere",
                         "entries that were not picked do not change the result"),
    "scatter":     Facts("", "g{index}", "each entry gets the gradient at the place it was put"),
    "concatenate": Facts("concat", "{part}", "each input gets its own part back"),
    "pad":         Facts("", "g without the border", "the border does not come from the input"),
    "broadcast_to": Facts("stretch", "g{summed}",
                         "a change of an entry is a change of all its copies"),

    "matmul":      PRODUCT,
    "matmul_of_rows": PRODUCT,
    "vecdot":      PRODUCT,
    "matvec":      PRODUCT,
    "vecmat":      PRODUCT,
    "linear":      Facts("xWᵀ+b", ("", "{weight}", "g{rows}"), (
        "each entry is a factor in every result of its row, and gets the sum of g times the weight",
        WEIGHT, "it was added to every row, so the gradients of all rows are added up")),
    "linear_without_bias": Facts("xWᵀ", name="linear", gets=("", "{weight}"), why=(
        "each entry is a factor in every result of its row, and gets the sum of g times the weight",
        WEIGHT)),
    "einsum":      Facts("", "{others}", formula="{sums}"),
    "norm":        Facts(why="the length grows fastest along the vector itself"),
    "p_norm":      Facts(why="the larger an entry, the more it counts"),
    "singular_values": Facts("", "g along the singular vectors",
                         "each grows as much as x grows along its two vectors"),
    "squared_error": Facts("(x−y)²", ("g · 2({x} − {y}){over}", "g · 2({y} − {x}){over}"),
                           "the slope of d² is 2d",
                           "sum(({x} − {y})²){over}", compares=True),

    "unfold":      Facts("", "fold(g{window})", "a pixel is in several windows, so their "
                         "gradients are added up", "unfold({x}{window})"),
    "fold":        Facts("", "unfold(g{window})", "each window's entry gets its pixel's gradient",
                         "fold({x}{window})"),
    "max_pool2d":  Facts("", "g at the largest of each window, 0 elsewhere",
                         "only the largest entry of a window changes the result",
                         "max_pool2d({x}{pooled})"),
    "unpool":      Facts("", "max_pool2d(g{window})", "", "unpool({x}{window})"),
}
# fmt: on
