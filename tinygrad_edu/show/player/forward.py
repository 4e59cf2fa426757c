"""The forward pass step by step: what each card was computed from, in words and arrays.

The sentences of the backward pass are in `words/steps.py`, as `explain` tells them, too.
"""

from __future__ import annotations

import numpy as np

from ...engine.graph import Node
from ...engine.saved import ELEMENTWISE
from ...watch.digits import numbers
from ..picture.plan import Plan, Unit
from ..record.story import Entry, Use
from ..words.formulas import formula_of
from ..words.steps import Block, Sentence, Step, stretched, titled
from .products import is_product, operands, product_factors

LONGEST = 60  # letters of a calculation with numbers
REMEMBERS = "It remembers what it was computed from: that is the way back."


def forward_steps(plan: Plan) -> list[Step]:
    """A step for each card that ops made, oldest first; a collapsed module has one for all its ops.

    The `uses` of a step are the arrows that lead into the card.
    """
    made = [unit for unit in plan.units if unit.result.op]
    steps = [forward_step(unit) for unit in sorted(made, key=lambda unit: unit.result.node.age)]
    if steps:
        steps[0].says.append([REMEMBERS])
    return steps


def forward_step(unit: Unit) -> Step:
    """The step in which the result of a card appears."""
    z = unit.result
    ops = [entry for entry in unit.entries if entry.op]
    made = Block("made", z.name, z.value)
    if len(ops) == 1:
        row = product_factors(z) or values(z.inputs)
        formula = f"{z.name} = {z.formula}"
        title = titled(z.op, z, unit.module or z.scope)
        return Step(z, title, formula, [sentence(z)], [[*row, made]], z.inputs)
    uses = [use for entry in unit.entries for use in entry.inputs if is_given(use, unit)]
    says = [f"The ops inside make {z.name} of {in_words(uses)}."]
    title = titled(f"{len(ops)} ops", z, unit.module)
    return Step(z, title, says=[[*says]], rows=[[*values(uses), made]], uses=uses)


def is_given(use: Use, unit: Unit) -> bool:
    """Whether a module uses it from outside; numbers of its own do not count."""
    return use.source not in unit.entries and use.source.role != "constant"


def values(uses: list[Use]) -> list[Block]:
    """The values that are used, each once; a constant stands in the formula."""
    sources = dict.fromkeys(use.source for use in uses if use.source.role != "constant")
    return [Block("value", x.name, x.value) for x in sources]


def sentence(z: Entry) -> Sentence:
    """What the op makes of its inputs; of an elementwise op the first entry, in numbers."""
    assert z.node.op is not None
    if late := [use for use in z.inputs if use.source.node.age > z.node.age]:
        return [f"{z.name} was computed before {in_words(late)} changed."]
    if is_product(z):
        left, right = operands(z.formula)
        end = f", plus an entry of {z.inputs[2].source.name}" if z.inputs[2:] else ""
        return [f"Each entry is a row of {left} times a column of {right}, added up{end}."]
    if z.node.op.kind is not ELEMENTWISE or not z.value.size:
        shape = f"an array of shape {z.value.shape}" if z.value.ndim else "one number"
        verb = "become" if len({use.source for use in z.inputs}) > 1 else "becomes"
        return [f"{in_words(z.inputs)} {verb} {shape}."]
    first: dict[Node, str] = {}
    for x in (*z.node.inputs, z.node):
        entry = np.broadcast_to(x.value, z.value.shape)[(0,) * z.value.ndim]
        first[x] = numbers(entry)[0]
    calculation = f"{formula_of(z.node, first)} = {first[z.node]}."
    if len(calculation) > LONGEST:
        calculation = f"{z.name} comes from {in_words(z.inputs)}."
    says: Sentence = ["Entry by entry; the first: " if z.value.size > 1 else "", calculation]
    for use in z.inputs:
        if use.summed_axes:
            says += [f" {use.source.name} is ", ["broadcast"], f" over {stretched(use)[0]}."]
    return says


def in_words(uses: list[Use]) -> str:
    """The tensors that are used: x, W and b."""
    *names, last = dict.fromkeys(use.source.name for use in uses)
    return f"{', '.join(names)} and {last}" if names else last
