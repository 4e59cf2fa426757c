"""What layers and losses notice about what they are fed: usual mistakes that give no error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import get_default_dtype
from ..engine.graph import Node
from ..engine.state import thread
from ..watch.notices import warn

if TYPE_CHECKING:
    from ._module import Module


def as_floats(x: Any) -> Tensor:
    """The input as a tensor of floats: integers wrap around, and booleans do not subtract."""
    if not isinstance(x, Tensor):
        if isinstance(x, tuple) and any(isinstance(part, Tensor) for part in x):
            raise TypeError(
                f"one tensor is needed, not a tuple of {len(x)}, such as a model with several "
                "outputs returns; take one of them: out, state = model(x)"
            )
        x = Tensor(x)
    return x if x.dtype.kind == "f" else x.astype(get_default_dtype())


LARGE, SMALL = 25.0, 1e-3  # raw pixels have a root mean square near 80, scaled ones near 1/3


def look_at_input(layer: Module, x: Any) -> bool:
    """Whether the first input of a layer was seen; warn if it is raw data, far from unit size.

    What other layers computed is not looked at, nor anything inside `no_grad`.
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
    low, high = numbers.min(), numbers.max()
    if size > LARGE or 0 < max(-low, high) < SMALL:
        warn(
            "inputs not scaled",
            f"{type(layer).__name__} {layer.extra_repr()} is fed numbers from {low:.4g} to "
            f"{high:.4g}; a network learns from numbers near 1. Pixels: images / 255; other data: "
            "(x - x.mean(0)) / x.std(0), with the mean and deviation of the training data",
            layer,
        )
    return True


END = "end the network with its last Linear"
UNFIT = {  # what the loss takes, the op that made what it was given: the kind of trap, and why
    ("logits", "softmax"): ("softmax twice", f"a softmax, and takes the softmax of that; {END}"),
    ("logits", "sigmoid"): ("softmax twice", f"a sigmoid, and takes the softmax of that; {END}"),
    ("logits", "log_softmax"): (
        "softmax twice",
        f"a log_softmax, and takes another, for nothing; {END}, or give this to NLL",
    ),
    ("logits of yes or no", "sigmoid"): (
        "sigmoid twice",
        f"a sigmoid, and takes the sigmoid of that; {END}, or give this to BCE",
    ),
    ("log-probabilities", "softmax"): (
        "softmax without log",
        f"probabilities, but takes their logarithms; write log_softmax, or {END} and take "
        "CrossEntropy",
    ),
}
ROWS = (
    "softmax twice",
    "rows of numbers from 0 to 1 whose sum is 1, probabilities it seems, and takes the softmax of "
    "them; give it what came before that",
)


def look_at_scores(loss: Any, scores: Tensor) -> None:
    """Warn if a loss is given probabilities where it takes something else, or the reverse."""
    found = UNFIT.get((loss.scores, scores.op.__name__)) if scores.op is not None else None
    if loss.fresh:
        loss.fresh = False
        if found is None and loss.scores == "logits" and looks_like_probabilities(scores):
            found = ROWS
    if found is not None:
        kind, text = found
        warn(kind, f"{type(loss).__name__} gets {text}", loss)


def looks_like_probabilities(scores: Tensor) -> bool:
    """Whether each row has numbers from 0 to 1 whose sum is 1, and learns."""
    rows = scores.value
    if not (scores.needs_gradient and rows.ndim == 2 and rows.shape[1] > 1 and rows.size):
        return False
    return bool(rows.min() >= 0 and np.abs(rows.sum(axis=1) - 1).max() < 1e-3)


def look_at_dropout(layer: Module) -> None:
    """Warn of a dropout that is on inside `no_grad`, unless the model around it is in eval mode."""
    model, outer = thread.scope or (layer, None)
    while outer is not None:
        model, outer = outer
    if model.training:
        warn(
            "dropout while evaluating",
            f"{type(layer).__name__} {layer.extra_repr()} is in training mode inside no_grad, so "
            "it drops entries of what is only evaluated; write model.eval() before, and "
            "model.train() before the next round. Monte Carlo dropout is meant by model.eval(), "
            "then .train() of the dropout layer alone",
            layer,
        )
