"""Losses: one number that says how wrong the predictions are."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ops.activations import softplus
from ..ops.elementwise import log, minimum, where
from ..ops.losses import squared_error
from ..tensor import Tensor
from .advice import look_at_scores
from .module import Module


class Loss(Module):
    """What all losses share: a batch of losses becomes its mean, its sum, or stays as it is."""

    def __init__(self, reduction: str = "mean") -> None:
        if not isinstance(reduction, str) or reduction not in ("mean", "sum", "none"):
            name = type(self).__name__
            if isinstance(reduction, np.ndarray | Tensor | list):
                raise TypeError(
                    f"{name}: make the loss, then give it numbers: {name}()(prediction, target)"
                )
            raise ValueError(f"{name}: reduction={reduction!r} is not one of 'mean', 'sum', 'none'")
        self.reduction = reduction

    def reduce(self, losses: Any) -> Any:
        """The mean or sum of the losses, or all of them."""
        return losses if self.reduction == "none" else getattr(losses, self.reduction)()

    def same_shape(self, prediction: Any, target: Any) -> tuple[Tensor, Tensor]:
        """Both as tensors of one shape; a constant target takes the dtype of the prediction."""
        if not isinstance(prediction, Tensor):
            prediction = Tensor(prediction)
        dtype = prediction.dtype if prediction.dtype.kind == "f" else None
        if not isinstance(target, Tensor) or not (target.requires_grad or target.dtype == dtype):
            target = Tensor(target, dtype=dtype)
        if prediction.shape != target.shape:
            raise ValueError(
                f"{type(self).__name__}: the predictions have shape {prediction.shape} and the "
                f"targets {target.shape}, which must be the same: broadcasting (n, 1) with (n,) "
                "would compare each with each, n × n; reshape one of them"
            )
        return prediction, target


class MSE(Loss):
    """(prediction − target)², its mean over all entries.

    >>> MSE()(Tensor([1.0, 2.0]), [1.0, 4.0]).item()
    2.0
    """

    def forward(self, prediction: Any, target: Any) -> Any:
        """Both of one shape."""
        prediction, target = self.same_shape(prediction, target)
        if self.reduction == "none":
            return (prediction - target).square()
        n = prediction.size or np.nan  # the mean of nothing is nan
        return squared_error(prediction, target, scale=1.0 if self.reduction == "sum" else 1 / n)


class L1(Loss):
    """|prediction − target|, its mean over all entries: one bad example does not outweigh all."""

    def forward(self, prediction: Any, target: Any) -> Any:
        """Both of one shape."""
        prediction, target = self.same_shape(prediction, target)
        return self.reduce((prediction - target).abs())


class Huber(Loss):
    """d² / 2 while d = |prediction − target| ≤ delta, beyond it a straight line; their mean.

    So it is smooth at 0 like `MSE`, and calm about bad examples like `L1`.  Huber, 1964.

    >>> Huber(delta=1.0)(Tensor([0.5, 3.0]), [0.0, 0.0]).item()  # (1/8 + 5/2) / 2
    1.3125
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        if not delta > 0:
            raise ValueError(f"Huber: delta={delta!r} is not positive")
        self.delta = delta

    def forward(self, prediction: Any, target: Any) -> Any:
        """Both of one shape."""
        prediction, target = self.same_shape(prediction, target)
        distance = (prediction - target).abs()
        near = minimum(distance, self.delta)
        return self.reduce(near * near * 0.5 + (distance - near) * self.delta)


class BCE(Loss):
    """−y · log p − (1 − y) · log(1 − p), for probabilities p and y: their mean.

    As in PyTorch no logarithm is below −100.  For p = sigmoid(x) take `BCEWithLogits` of x.
    """

    def forward(self, probability: Any, target: Any) -> Any:
        """Both of one shape."""
        p, y = self.same_shape(probability, target)
        for name, values in (("prediction", p.data), ("target", y.data)):
            if (wrong := values[~((values >= 0) & (values <= 1))]).size:
                raise ValueError(
                    f"BCE: the {name} {wrong.flat[0]} is no probability from 0 to 1; "
                    "of any real numbers take BCEWithLogits"
                )
        return self.reduce(-y * bounded_log(p) - (1 - y) * bounded_log(1 - p))


def bounded_log(p: Any) -> Any:
    """log(p), or −100 where that were less."""
    large = p.data > np.exp(-100)
    return where(large, log(where(large, p, 1)), -100)


class BCEWithLogits(Loss):
    """−y · log σ(x) − (1 − y) · log(1 − σ(x)), for logits x and probabilities y: their mean.

    Computed as softplus(x) − x · y, which is the same, and finite for every x.
    """

    scores = "logits of yes or no"

    def forward(self, logits: Any, target: Any) -> Any:
        """Both of one shape."""
        logits, target = self.same_shape(logits, target)
        look_at_scores(self, logits)
        return self.reduce(softplus(logits) - logits * target)
