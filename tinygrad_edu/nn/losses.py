"""Losses: one number that says how wrong the predictions are."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph import Node
from ..ops.activations import log_softmax, softplus
from ..ops.elementwise import where
from ..ops.losses import mse
from ..tensor import Tensor
from .module import Module


class Loss(Module):
    """What all losses share: a batch of losses becomes its mean, its sum, or stays as it is."""

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in ("mean", "sum", "none"):
            name = type(self).__name__
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
        if self.reduction == "mean":
            return mse(prediction, target)  # in one op
        return self.reduce((prediction - target).square())


class BCEWithLogits(Loss):
    """−y · log σ(x) − (1 − y) · log(1 − σ(x)), for logits x and probabilities y: their mean.

    Computed as softplus(x) − x · y, which is the same, and finite for every x.
    """

    def forward(self, logits: Any, target: Any) -> Any:
        """Both of one shape."""
        logits, target = self.same_shape(logits, target)
        return self.reduce(softplus(logits) - logits * target)


class CrossEntropy(Loss):
    """−log softmax(logits)[label], the surprise at the right class: its mean over the batch.

    Logits (n, classes) with n integer labels, or (classes,) with one.  Instead of labels the
    target may be probabilities in the shape of the logits: −Σ target · log softmax(logits).

    >>> CrossEntropy()(Tensor([[0.0, 0.0]]), [1]).item()  # log 2: a coin
    0.6931471805599453
    """

    def forward(self, logits: Any, target: Any) -> Any:
        """The logits are any real numbers: no softmax comes before."""
        if not isinstance(logits, Tensor):
            logits = Tensor(logits)
        if logits.ndim not in (1, 2):
            raise ValueError(
                f"CrossEntropy: logits have shape (n, classes) or (classes,), not {logits.shape}"
            )
        values = np.asarray(target.value if isinstance(target, Node) else target)
        if values.shape == logits.shape and values.dtype.kind == "f":
            logits, target = self.same_shape(logits, target)
            likely = log_softmax(logits)
            if not target.requires_grad:
                likely = where(target == 0, 0, likely)  # since 0 · −∞ is nan
            return self.reduce(-(target * likely).sum(axis=-1))
        self.check_labels(values, *logits.shape)
        rows = (np.arange(logits.shape[0]),) if logits.ndim == 2 else ()
        return self.reduce(-log_softmax(logits)[(*rows, values)])

    def check_labels(self, labels: Any, *shape: int) -> None:
        """Raise unless there is one integer label for each row of logits of this shape."""
        if labels.dtype.kind not in "iu":
            raise TypeError(
                f"CrossEntropy: labels of {labels.dtype} are not integers; give it a list or "
                "array of ints, labels.astype(int), or probabilities in the shape of the "
                f"logits, {shape}"
            )
        if labels.shape != shape[:-1]:
            raise ValueError(
                f"CrossEntropy: logits of shape {shape} need labels of shape {shape[:-1]}, "
                f"not {labels.shape}"
            )
        wrong = labels[(labels < 0) | (labels >= shape[-1])]
        if wrong.size:
            raise ValueError(
                f"CrossEntropy: label {wrong.flat[0]} is none of the {shape[-1]} classes "
                f"0 … {shape[-1] - 1}"
            )
