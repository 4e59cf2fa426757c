"""Warnings about the inputs of layers and losses: usual mistakes that raise no error."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import get_default_dtype
from ..engine.graph import Node
from ..engine.state import thread
from ..watch.notices import warn
from ._module import Module


def as_floats(x: Any) -> Tensor:
    """The input as a tensor of floats: integers overflow, and booleans cannot be subtracted."""
    if not isinstance(x, Tensor):
        if isinstance(x, tuple) and any(isinstance(part, Tensor) for part in x):
            raise TypeError(
                f"one tensor is needed, not a tuple of {len(x)}; if a model has several outputs, "
                "take one of them: out, state = model(x)"
            )
        x = Tensor(x)
    return x if x.dtype.kind == "f" else x.astype(get_default_dtype())


LARGE, SMALL = 25.0, 1e-3  # raw pixels have a root mean square near 80, scaled ones near 1/3


def look_at_input(layer: Module, x: Any) -> bool:
    """Whether the layer has now seen its first input; warn if that is raw data, far from unit size.

    Results of other layers are not checked, nor anything inside `no_grad`.
    """
    if thread.paused:
        return False
    if isinstance(x, Node):
        if x.needs_gradient:
            return True
        x = x.value
    numbers = np.ravel(x)
    if not numbers.size:
        return True
    if numbers.dtype not in (np.float32, np.float64):  # in which squares may overflow
        numbers = numbers.astype(float)
    size = math.sqrt(numbers.dot(numbers) / numbers.size)
    low = numbers.min()
    high = numbers.max()
    if size > LARGE or 0 < max(-low, high) < SMALL:
        warn(
            "inputs not scaled",
            f"the inputs of {type(layer).__name__} {layer.extra_repr()} are from {low:.4g} to "
            f"{high:.4g}; a network learns from numbers near 1. Pixels: images / 255; other data: "
            "(x - x.mean(0)) / x.std(0), with the mean and deviation of the training data",
            layer,
        )
    return True


END = "end the network with its last Linear"
UNFIT = {  # the input that the loss needs, the op that made its input: the kind of mistake, and why
    ("logits", "softmax"): (
        "softmax twice",
        f"applies softmax itself, but its input is a softmax already; {END}",
    ),
    ("logits", "sigmoid"): (
        "softmax twice",
        f"applies softmax itself, but its input is a sigmoid already; {END}",
    ),
    ("logits", "log_softmax"): (
        "softmax twice",
        f"applies log_softmax itself, but its input is a log_softmax already; {END}, or use NLL",
    ),
    ("logits of yes or no", "sigmoid"): (
        "sigmoid twice",
        f"applies sigmoid itself, but its input is a sigmoid already; {END}, or use BCE",
    ),
    ("log-probabilities", "softmax"): (
        "softmax without log",
        "needs log-probabilities, but its input is a softmax; write log_softmax, or "
        f"{END} and use CrossEntropy",
    ),
}
ROWS = (
    "softmax twice",
    "applies softmax itself, but its input looks like probabilities: rows of numbers from 0 to 1 "
    "that sum to 1; give it the numbers before the softmax",
)


def look_at_scores(loss: Any, scores: Tensor) -> None:
    """Warn if a loss gets probabilities but needs something else, or the other way round."""
    found = UNFIT.get((loss.scores, scores.op.__name__)) if scores.op is not None else None
    if loss.fresh:
        loss.fresh = False
        if found is None and loss.scores == "logits" and looks_like_probabilities(scores):
            found = ROWS
    if found is not None:
        kind, text = found
        warn(kind, f"{type(loss).__name__} {text}", loss)


def looks_like_probabilities(scores: Tensor) -> bool:
    """Whether the scores need a gradient, and each row has numbers from 0 to 1 that sum to 1."""
    rows = scores.value
    if not (scores.needs_gradient and rows.ndim == 2 and rows.shape[1] > 1 and rows.size):
        return False
    return bool(rows.min() >= 0 and np.abs(rows.sum(axis=1) - 1).max() < 1e-3)


def look_at_dropout(layer: Module) -> None:
    """Warn if dropout is on inside `no_grad`, unless the model around it is in eval mode."""
    model, outer = thread.scope or (layer, None)
    while outer is not None:
        model, outer = outer
    if model.training:
        warn(
            "dropout while evaluating",
            f"{type(layer).__name__} {layer.extra_repr()} is in training mode inside no_grad, so "
            "it drops entries during an evaluation; write model.eval() before the evaluation, and "
            "model.train() before the next round. For Monte Carlo dropout, write model.eval(), "
            "then .train() on the dropout layer only",
            layer,
        )
