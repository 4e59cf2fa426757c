"""The facts of a picture in words: for readers who do not see it, and where there is no `dot`."""

from __future__ import annotations

import numpy as np

from ...engine.arrays import Array
from ...engine.terminal import one_line
from ...watch.tables import Rows, aligned
from ..record.story import Entry, Story, Use
from ..words.numerals import grid, is_small, numbers, plural, statistics
from .cards import added_up, shape
from .plan import Plan


def describe(story: Story) -> str:
    """The graph in a sentence or two."""
    root = story.root
    parameters = sum(entry.role == "parameter" for entry in story.entries)
    text = f"A graph of {plural(len(story.entries), 'tensor')}, {parameters:,} of them "
    text += "a parameter." if parameters == 1 else "parameters."
    if root.value.size == 1:
        text += f" {one_line(root.name)} = {facts(root.value)}."
    note = one_line(story.note)
    return text + (f" {note[0].upper()}{note[1:]}." if note else "")


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
    """The description, a line for each tensor of the picture, and one for each arrow."""
    entries = [entry for entry in story.entries if entry in plan.of]
    rows: list[tuple[str, ...]] = [("name", "role", "shape", "formula", "value", "gradient")]
    for x in entries:
        value = facts(x.value)
        rows.append((x.path, x.role, shape(x.value.shape), x.formula, value, gradient_of(x)))
    lines = [describe(story), *listed(rows)]
    arrows = [
        (f"{use.source.name} → {use.result.name}", rule_and_value(use))
        for entry in entries
        for use in entry.inputs
        if use.contribution is not None
    ]
    if arrows:
        lines += listed([("arrow", "what it carries back"), *arrows])
    if plan.left_out:
        lines.append(f"… {plan.left_out:,} more tensors, further from {story.root.name}")
    return lines


def gradient_of(entry: Entry) -> str:
    """What is known of a tensor's gradient."""
    if entry.gradient is None:
        return ""
    text, sums = f"{entry.label} = {facts(entry.gradient)}", added_up(entry)
    if not sums:
        return text
    return f"{text} = {sums}" if "+" in sums else f"{text} from {sums}"


def listed(rows: Rows) -> list[str]:
    """The rows below each other, without what a terminal could not show."""
    return aligned([[one_line(text, 60) for text in row] for row in rows], left=len(rows[0]))
