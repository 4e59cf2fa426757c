"""What there is to say about an op besides its calculus: one row per op.

Pictures and words read it: the sign on an op's badge; what its inputs get back, in words, where
the formula in the docstring is hard to read; and why.  In braces stand what only a graph knows:
names, an index, an axis (`show/words/formulas.py` fills them in).
"""

from __future__ import annotations

from typing import Any, NamedTuple


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
