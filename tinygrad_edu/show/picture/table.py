"""The facts of a picture in words: for readers who do not see it, and where there is no `dot`."""

from __future__ import annotations

import numpy as np

from ...engine.arrays import Array
from ...engine.terminal import one_line
from ...watch.tables import Rows, aligned
from ..record.story import Story, Use
from ..words.numerals import grid, is_small, numbers, plural, statistics
from .cards import added_up, shape
from .plan import Plan


def facts(array: Array) -> str:
    """All numbers of a small array, rows set apart by semicolons; of a large one, statistics."""
    if not is_small(array):
        return " · ".join(statistics(array))
    rows = "; ".join(" ".join(row) for row in grid(array))
    return f"[{rows}]" if array.ndim else rows


def rule_and_value(use: Use) -> str:
    """The rule, and what it gave if that is one number."""
    d = np.asarray(use.contribution)
    return f"{use.rule} = {numbers(d)[0]}" if d.size == 1 else use.rule


def table_of(story: Story, plan: Plan) -> list[str]:
    """The graph in a sentence or two, a line for each tensor of the picture and for each arrow."""
    root, note = story.root, one_line(story.note)
    parameters = sum(entry.role == "parameter" for entry in story.entries)
    text = f"A graph of {plural(len(story.entries), 'tensor')}, {parameters:,} of them "
    text += "a parameter." if parameters == 1 else "parameters."
    if root.value.size == 1:
        text += f" {one_line(root.name)} = {facts(root.value)}."
    if note:
        text += f" {note[0].upper()}{note[1:]}."
    rows: list[tuple[str, ...]] = [("name", "role", "shape", "formula", "value", "gradient")]
    arrows = [("arrow", "what it carries back")]
    for x in filter(plan.of.get, story.entries):
        gradient = ""
        if x.gradient is not None:
            gradient, sums = f"{x.label} = {facts(x.gradient)}", added_up(x)
            if sums:
                gradient += f" = {sums}" if "+" in sums else f" from {sums}"
        rows.append((x.path, x.role, shape(x.value.shape), x.formula, facts(x.value), gradient))
        for use in x.inputs:
            if use.contribution is not None:
                arrows.append((f"{use.source.name} → {x.name}", rule_and_value(use)))
    lines = [text, *listed(rows), *(listed(arrows) if len(arrows) > 1 else ())]
    if plan.left_out:
        lines.append(f"… {plan.left_out:,} more tensors, further from {root.name}")
    return lines


def listed(rows: Rows) -> list[str]:
    """The rows below each other, without what a terminal could not show."""
    return aligned([[one_line(text, 60) for text in row] for row in rows], left=len(rows[0]))
