"""The use of a gradient in a sentence: if a parameter moves by this, so far does the loss move."""

from __future__ import annotations

import numpy as np

from ...watch.digits import number, short
from .._nudge import nudge
from ..record.story import Story

CLOSE = 0.02  # what happens differs from what is promised by this share at most


def meaning(story: Story) -> str:
    """The promise of the largest gradient, for a nudge that is small enough to keep it."""
    root, letter = story.root, story.wording.letter
    found = [(x, x.gradient) for x in story.entries if x.role == "parameter"]
    sizes = {x: float(np.abs(g).max(initial=0)) for x, g in found if g is not None}
    if not root.op or root.value.size != 1 or np.any(root.gradient != 1) or not sizes:
        return ""
    if any(use.source.node.age > use.node.age for use in story.uses):
        return ""  # a leaf changed after it was used
    if not np.isfinite(list(sizes.values())).all():
        return "nan or ∞ says nothing about which way to go: tg.debug() finds where it comes from."
    x = max(sizes, key=lambda entry: sizes[entry])
    if not sizes[x]:
        return f"Every gradient is 0: whichever parameter moves a little, {letter} hardly moves."
    for power in range(2, 8):
        by = 10.0**-power
        with np.errstate(all="ignore"):
            row = nudge(root.node, x.node, by, k=1)[0]
        if abs(row.error) < CLOSE * abs(row.predicted):
            break
    else:
        return ""  # a kink, or a change that is lost in rounding
    name = x.full_name + (str(list(row.index)) if row.index else "")
    printed = number(row.gradient)
    slope = float(printed.replace("−", "-"))
    means = f"∂{letter}/∂{name} = {printed} means: raise {name} by {short(by)}, and "
    means += f"{letter} {'rises' if slope > 0 else 'falls'} by about {short(abs(slope * by), 3)}."
    if root.role == "loss":
        goes = "lowers" if slope > 0 else "raises"
        means += (
            f" To make {letter} smaller, an optimiser goes against the gradient: it {goes} {name}."
        )
    return means
