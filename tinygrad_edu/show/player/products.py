"""The matrix products of `matmul` and `linear`, forward and back, with their two factors.

The player writes out how an entry of a product was made: row times column.  It does so for small
matrices, all entries of which are on the page.
"""

from __future__ import annotations

from ...engine.arrays import Array
from ..record.story import Entry, Use
from ..words.numerals import is_small
from ..words.steps import Block


def matrices(z: Entry) -> tuple[Array, Array] | None:
    """The two matrices that an op multiplied; None for other ops, and for stacks of matrices."""
    if z.op not in ("matmul", "linear"):
        return None
    x, w = (use.source.value for use in z.inputs[:2])
    if x.ndim != 2 or w.ndim != 2:
        return None
    return x, w.T if z.op == "linear" else w


def operands(formula: str) -> tuple[str, str]:
    """What stands at both sides of the @."""
    left, _, right = formula.partition(" + ")[0].partition(" @ ")
    return left, right


def factors_of_product(z: Entry) -> list[Block]:
    """The factors of a product and what `linear` adds to it, if all are small; else none."""
    found = matrices(z)
    if not found or any(use.source.node.age > z.node.age for use in z.inputs):
        return []  # a factor was changed since
    two = two_factors(z.formula, *found, z.value)
    added = [Block("plus", use.source.name, use.source.value) for use in z.inputs[2:]]
    return [*two, *added] if two else []


def factors_going_back(use: Use) -> list[Block]:
    """The factors of the product that goes back, as g and W.T, if they are small; else none."""
    z, found, g = use.result, matrices(use.result), use.result.gradient
    if not found or g is None or use.position > 1:
        return []
    x, w = found
    if use.position == 0:
        return two_factors(use.rule, g, w.T, x)
    if z.op == "linear":
        return two_factors(use.rule, g.T, x, w.T)
    return two_factors(use.rule, x.T, g, w)


def two_factors(formula: str, a: Array, b: Array, product: Array) -> list[Block]:
    """Two factors with their labels, if all entries are shown, and those of the product."""
    if not (is_small(a) and is_small(b) and is_small(product)):
        return []
    left, right = operands(formula)
    return [Block("left", left, a), Block("right", right, b)]
