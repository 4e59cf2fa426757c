"""When gradients were computed, in ages of nodes: a leaf's `notes`, the fields of a `Clock`."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..engine.graph import Node


class Clock(NamedTuple):
    """When `backward` first and last added to a gradient."""

    first: float
    last: float
    used: bool = False  # whether new data was assigned since: a step by hand


BY_HAND = Clock(math.inf, math.inf)  # for a gradient that no `backward` computed: always new


def clock_of(leaf: Node) -> Clock:
    """When the leaf's gradient was computed; `BY_HAND` if no `backward` has reached it."""
    return BY_HAND if leaf.notes is None else Clock(*leaf.notes)
