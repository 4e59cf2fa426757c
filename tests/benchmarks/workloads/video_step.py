"""A training step of the video's network."""

import by_hand
import numpy as np
from harness import prepared, summary, take_turns

TITLE = "A step of the video's network"
NOTE = (
    "784-16-16-10, sigmoid, squared error, float32: forward, backward, and plain gradient descent."
)
UNIT = "µs"
LAYERS = [784, 16, 16, 10]


def task(batch, layers=LAYERS):
    """Parameters to start from, images and targets, and a rate."""
    rng = np.random.default_rng(batch)
    start = [a for pair in by_hand.initialize(layers, rng) for a in pair]
    x = rng.random((batch, layers[0]), dtype=np.float32)
    target = np.eye(layers[-1], dtype=np.float32)[rng.integers(layers[-1], size=batch)]
    return start, x, target, 0.1


def measure(effort):
    """By the number of images in a batch."""
    cases, missing = {}, {}
    for batch in (1, 10, 32, 100, 1000):
        steps, missing = prepared("video", *task(batch))
        cases[f"batch {batch}"] = summary(take_turns(steps, effort))
    return cases, missing
