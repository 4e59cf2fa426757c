"""The matrix products of `matmul` and `linear`, forward and back, with their factors.

The player writes out how an entry of a product was made, row times column, if all are small.
"""

from __future__ import annotations

import numpy as np

from ..record.story import Entry
from ..words.numerals import is_small
from ..words.steps import Block


def is_product(z: Entry) -> bool:
    """Whether an op multiplied two matrices, and no stacks of them."""
    return z.op in ("matmul", "linear") and all(x.source.value.ndim == 2 for x in z.inputs[:2])


def operands(formula: str) -> tuple[str, str]:
    """What stands at both sides of the @."""
    left, _, right = formula.partition(" + ")[0].partition(" @ ")
    return left, right


def product_factors(z: Entry, position: int | None = None) -> list[Block]:
    """What was multiplied to make z, or the gradient of its input `position`; and the bias."""
    if not is_product(z) or any(use.source.node.age > z.node.age for use in z.inputs):
        return []  # or an input was changed since
    x, w, *bias = (use.source for use in z.inputs)
    g, linear = np.asarray(z.gradient), z.op != "matmul"
    right = w.value.T if linear else w.value
    product, formula, pair = z.value, z.formula, (x.value, right)
    if position is not None:
        use, bias = z.inputs[position], []
        product, formula = use.source.value, use.rule
        pair = (g, right.T) if position == 0 else (g.T, x.value) if linear else (x.value.T, g)
    if position == 2 or not all(map(is_small, (product, *pair))):
        return []
    blocks = map(Block, ("left", "right"), operands(formula), pair)
    return [*blocks, *(Block("plus", b.name, b.value) for b in bias)]
