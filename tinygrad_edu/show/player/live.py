"""What the page needs to compute a graph anew when one of its values is changed by hand.

The rules themselves are in `rules.js`, which also says so if it has none for an op.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.saved import ELEMENTWISE
from ...ops.reduce import kept_shape
from ..picture.plan import Plan
from ..record.story import Entry, Story
from ..words.formulas import formula_of, parameters_of
from ..words.numerals import is_small
from .step_of_optimizer import Update

MOST = 40  # tensors


def live_data(story: Story, plan: Plan, update: Update | None, meaning: str) -> dict[str, Any]:
    """The graph and its leaves; or, under "still", the sentence that says why values stay still.

    `meaning` is a sentence that holds for the recorded numbers only.
    """
    if reason := why_still(story, plan):
        return {"still": f"Values stay still here: {reason}."}
    number = {entry: k for k, entry in enumerate(story.entries)}
    moves = [[number[x], update.rates.get(x)] for x in update.moved] if update else []
    return {
        "tensors": [as_data_of(entry, number, plan) for entry in story.entries],
        "seed": np.asarray(story.root.gradient).reshape(-1).tolist(),
        "letter": story.wording.letter,
        "meaning": meaning,
        "moves": moves,
    }


def as_data_of(entry: Entry, number: dict[Entry, int], plan: Plan) -> dict[str, Any]:
    """A tensor: its op, what that used and with which settings, or the numbers of a leaf."""
    shape = entry.value.shape
    data: dict[str, Any] = {
        "id": plan.of[entry].id if entry in plan.of else None,  # a constant without a card
        "name": entry.full_name,
        "op": rule_name(entry),
    }
    data |= {"shape": list(shape), "inputs": [number[use.source] for use in entry.inputs]}
    data["uses"] = [use.id for use in entry.inputs]
    node = entry.node
    if node.op is None:
        fixed = entry.role in ("constant", "computed")
        changes = not fixed and not any(use.result.role == "computed" for use in entry.uses)
        return {**data, "value": entry.value.reshape(-1).tolist(), "changes": changes}
    x = entry.inputs[0].source.value
    settings = {**parameters_of(node.op.rule)[2], **node.settings}
    if entry.op in ("sum", "mean", "standardize", "normalize"):
        data |= {"kept": [*kept_shape(x.shape, settings["axis"])], "eps": settings.get("eps")}
    elif entry.op == "transpose":
        axes = settings["axes"]
        data["axes"] = [k % x.ndim for k in (range(x.ndim)[::-1] if axes is None else axes)]
    elif entry.op == "squared_error":
        data["scale"] = float(settings["scale"])
    if node.op.kind is ELEMENTWISE:  # its formula, with places for numbers
        entries = [entry, *(use.source for use in entry.inputs)]
        data["formula"] = formula_of(node, {x.node: f"{{{number[x]}}}" for x in entries})
    return data


def rule_name(entry: Entry) -> str:
    """The name of its op's rule, of which an op may have several; "" for a leaf."""
    return entry.node.op.rule.__name__.lstrip("_") if entry.node.op else ""


def why_still(story: Story, plan: Plan) -> str:
    """Why the page cannot compute this graph anew; "" if it can, given rules for its ops."""
    if any(unit.module for unit in plan.units):
        return "a collapsed module does not show its numbers"
    if len(story.entries) > MOST:
        return f"the graph has {len(story.entries)} tensors, more than {MOST}"
    for x in story.entries:
        inputs = [use.source for use in x.inputs]
        if x.value.dtype != np.float64:
            return f"{x.name} is {x.value.dtype}, and the page computes in float64"
        if not is_small(x.value):
            return f"{x.name} has {x.value.size:,} entries, and not all of them are shown"
        if not all(
            np.isfinite(array).all() for array in (x.value, x.gradient) if array is not None
        ):
            return f"{x.name} or its gradient is not finite"
        if x.node.op and not x.node.op.rule.__module__.startswith("tinygrad_edu.ops"):
            return f"{x.op} has no rule in this page"
        if any(y.node.age > x.node.age for y in inputs):
            return f"a tensor was changed after {x.name} was computed from it"
        if x.op == "matmul" and any(y.value.ndim > 2 for y in inputs):
            return f"{x.op} of stacks of matrices has no rule in this page"
        if x.op == "squared_error" and inputs[0].value.shape != inputs[1].value.shape:
            return "squared_error of different shapes has no rule in this page"
    return ""
