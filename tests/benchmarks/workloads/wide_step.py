"""A training step of a network in which matrix products take most of the time."""

import by_hand
import numpy as np
from harness import prepared, summary, take_turns

TITLE = "A step of a wide network"
NOTE = "784-512-512-10, ReLU, cross-entropy, batch 128, float32."
UNIT = "ms"
LAYERS = [784, 512, 512, 10]


def task(layers=LAYERS, batch=128):
    """Parameters to start from, images and labels, and a rate."""
    rng = np.random.default_rng(0)
    start = [a for pair in by_hand.initialize(layers, rng) for a in pair]
    x = rng.random((batch, layers[0]), dtype=np.float32)
    return start, x, rng.integers(layers[-1], size=batch), 0.1


def measure(effort):
    """One case."""
    steps, missing = prepared("wide", *task())
    return {"batch 128": summary(take_turns(steps, effort), 1e-3)}, missing
