"""A training step of a small convolutional network."""

import by_hand
import numpy as np
from harness import prepared, summary, take_turns

TITLE = "A step of a small convolutional network"
NOTE = (
    "Two convolutions of 3 × 3 with 8 and 16 filters, each with a ReLU and a pool of 2 × 2, "
    "then a linear layer; cross-entropy, batch 64, float32. By hand is im2col."
)
UNIT = "ms"


def task():
    """Parameters to start from, images and labels, and a rate."""
    rng = np.random.default_rng(0)

    def filters(out, channels):
        bound = (channels * 9) ** -0.5
        F = rng.uniform(-bound, bound, (out, channels, 3, 3)).astype(np.float32)
        return [F, rng.uniform(-bound, bound, out).astype(np.float32)]

    ((V, c),) = by_hand.initialize([16 * 7 * 7, 10], rng)
    x = rng.random((64, 1, 28, 28), dtype=np.float32)
    return [*filters(8, 1), *filters(16, 8), V, c], x, rng.integers(10, size=64), 0.1


def measure(effort):
    """One case."""
    steps, missing = prepared("convolution", *task())
    return {"batch 64": summary(take_turns(steps, effort), 1e-3)}, missing
