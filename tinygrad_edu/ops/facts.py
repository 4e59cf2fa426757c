"""Facts about each op besides its calculus: one row per op.

Pictures and explanations use them: the sign on an op's badge; the gradient of its inputs in words,
where the formula in the docstring is hard to read; and the reason.  Braces mark what only a graph
knows: names, an index, an axis (`show/formulas.py` fills them in).
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Facts(NamedTuple):
    """One row: texts with one entry for all inputs, or a tuple with one entry per input."""

    sign: str = ""  # on the badge; by default the op's name
    gets: str | tuple[str, ...] = ""  # the gradient of an input; by default the docstring's line
    why: str | tuple[str, ...] = ""  # the reason; empty if the rule is clear enough
    formula: str = ""  # the value of the op; by default the docstring's line

    def of(self, field: str, position: int) -> str:
        """The text for one input."""
        text: str | tuple[str, ...] = getattr(self, field)
        return text if isinstance(text, str) else text[position]


NOTHING = Facts()
MOVED = "the entries were only moved, so their gradients move back"
SHARE = "a larger share for one entry means smaller shares for all others"

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
    "softmax":     Facts(why=SHARE),
    "log_softmax": Facts(why=SHARE),
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

    "matmul":      Facts("@", why=(
        "an entry is multiplied by a row of {other}, and gets g times that row, added up",
        "an entry is multiplied by a column of {other}, and gets g times that column, added up")),
    "linear":      Facts("xWᵀ+b", ("", "", "g summed over axis 0"), (
        "an entry is multiplied by a column of weights, and gets g times that column, added up",
        "a weight is multiplied by one input of each example, and gets g times those, added up",
        "it was added to every row, so the gradients of all rows are added up")),
    "einsum":      Facts("", "{others}", formula="{sums}"),
    "norm":        Facts(why="the length grows fastest along the vector itself"),
    "p_norm":      Facts(why="the larger an entry, the more it counts"),
    "singular_values": Facts("", "g along the singular vectors",
                         "each grows as much as x grows along its two vectors"),
    "squared_error": Facts("(x−y)²", ("g · 2({x} − {y}){over}", "g · 2({y} − {x}){over}"),
                           "the slope of d² is 2d",
                           "sum(({x} − {y})²){over}"),

    "unfold":      Facts("", "fold(g{window})", "a pixel is in several windows, so their "
                         "gradients are added up", "unfold({x}{window})"),
    "fold":        Facts("", "unfold(g{window})", "each window's entry gets its pixel's gradient",
                         "fold({x}{window})"),
    "max_pool2d":  Facts("", "g at the largest of each window, 0 elsewhere",
                         "only the largest entry of a window changes the result",
                         "max_pool2d({x}{window})"),
    "unpool":      Facts("", "max_pool2d(g{window})", "", "unpool({x}{window})"),
}
# fmt: on


def facts_of(op: Any) -> Facts:
    """The row of an op of this package; an empty one for a custom op."""
    ours = str(op.rule.__module__).startswith("tinygrad_edu.")
    return FACTS.get(op.__name__, NOTHING) if ours else NOTHING
