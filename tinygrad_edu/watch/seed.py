"""The gradient that a backward pass starts from, and errors for wrong requests."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.arrays import Array, as_data, scalar
from ..engine.graph import Node
from ..engine.state import thread


def seed_gradient(root: Node, seed: Any, asked: str = "backward", word: str = "grad") -> Array:
    """∂L/∂root to start from: 1 for a root of one element, else what was given.

    `asked` is the function that the user called, `word` its keyword for the seed.
    """
    if not root.needs_gradient:
        now = " (right now it is paused: this line runs inside no_grad())" if thread.paused else ""
        raise RuntimeError(
            f"{asked}: nothing here needs a gradient; make a parameter with "
            f"Tensor(..., requires_grad=True), compute outside of no_grad(){now}, and do not leave "
            "the graph on the way (.data, .numpy(), .detach(), float())"
        )
    shape, dtype = root.value.shape, root.value.dtype
    if seed is None:
        if root.value.size != 1:
            given = f", or give ∂L/∂output with {word}=" if word else ""
            raise RuntimeError(
                f"{asked}: this tensor of shape {shape} is not one number, such as a loss; "
                f"reduce it first, with .sum() or .mean(){given}"
            )
        return np.ones(shape, dtype) if shape else scalar(1, dtype)  # np.ones is slow
    seed = as_data(seed.value if isinstance(seed, Node) else seed, partner=dtype)  # a copy
    if seed.shape != shape:
        raise ValueError(
            f"{asked}: {word} has shape {seed.shape}, but the tensor has shape {shape}; "
            "they must be the same"
        )
    return seed.astype(dtype, copy=False)
