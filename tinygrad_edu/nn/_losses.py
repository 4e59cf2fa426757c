"""Losses: one number that says how wrong the predictions are."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import HALF
from ..ops.activations import softplus
from ..ops.losses import bounded_log, squared_error
from ._module import Module
from ._notices import as_floats, look_at_scores
from .init import real_number


class Loss(Module):
    """The base of all losses: it returns the mean or the sum of a batch of losses, or all of them.

    Settings are given by name.  float16 is computed in float32, because squares and sums overflow.
    """

    scores = ""  # the kind of input, if `look_at_scores` knows a kind that is wrong
    looks = 10  # how many batches of targets are checked: mistakes are there from the start

    def __init__(self, *given: Any, reduction: str = "mean") -> None:
        if given or isinstance(reduction, NUMBERS):
            raise TypeError(f"{type(self).__name__}: {position_advice(self, (*given, reduction))}")
        if not isinstance(reduction, str) or reduction not in ("mean", "sum", "none"):
            raise ValueError(
                f"{type(self).__name__}: reduction={reduction!r} is not one of 'mean', 'sum', "
                "'none'"
            )
        self.reduction = reduction

    def forward(self, prediction: Any, target: Any) -> Any:
        """The loss of the predictions, which are the first argument."""
        prediction = as_floats(prediction)
        if self.scores:
            look_at_scores(self, prediction)
        if prediction.value.dtype is HALF:
            return self.of(prediction.astype(np.float32), target).astype(np.float16)
        return self.of(prediction, target)

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The loss, for predictions that are floats."""
        raise NotImplementedError

    def reduce(self, losses: Any) -> Any:
        """The mean or sum of the losses, or all of them."""
        if self.reduction == "mean" and not losses.value.size:
            return losses.sum() * np.nan  # the mean of nothing
        return losses if self.reduction == "none" else getattr(losses, self.reduction)()

    def same_shape(self, prediction: Tensor, target: Any) -> Tensor:
        """The target as a tensor of the same shape; a constant one takes the same dtype."""
        dtype = prediction.dtype
        if not isinstance(target, Tensor) or not (target.requires_grad or target.dtype == dtype):
            known = isinstance(target, Tensor)
            target = target.astype(dtype) if known else Tensor(target, dtype=dtype)
        if prediction.shape != target.shape:
            raise ValueError(
                f"{type(self).__name__}: the predictions have shape {prediction.shape} and the "
                f"targets {target.shape}, but they must be the same: broadcasting (n, 1) with (n,) "
                f"would compare all pairs, n × n; {same_shape_advice(prediction, target)}"
            )
        return target


NUMBERS: tuple[Any, ...] = (np.ndarray, Tensor, list, tuple)


def position_advice(loss: Loss, given: Any) -> str:
    """Advice for positional arguments, which PyTorch's loss would read as other settings."""
    name = type(loss).__name__
    if any(isinstance(x, NUMBERS) for x in given):
        return f"make the loss, then give it numbers: {name}()(prediction, target)"
    return f"settings are given by name, for example {name}(reduction='sum')"


def same_shape_advice(prediction: Tensor, target: Tensor) -> str:
    """Advice for predictions and targets of different shapes."""
    *rows, classes = prediction.shape or (1,)
    if classes > 1 and target.size == np.prod(rows, dtype=int) and target.ndim:
        labels = "labels" if target.ndim == len(rows) else "labels.reshape(-1)"
        return (
            f"turn labels into rows, tg.datasets.one_hot({labels}, {classes}), or use "
            "CrossEntropy, which takes labels"
        )
    if (1, *prediction.shape) == target.shape:
        return "one example is a batch of one: model(x[None])"
    return "reshape one of them"


class MSE(Loss):
    """(prediction − target)², its mean over all entries.

    `prediction` and `target` have the same shape.

    >>> MSE()(Tensor([1.0, 2.0]), [1.0, 4.0]).item()
    2.0
    """

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The squares of the differences."""
        target = self.same_shape(prediction, target)
        if self.reduction == "none":
            return (prediction - target).square()
        n = prediction.size or np.nan  # the mean of nothing is nan
        return squared_error(prediction, target, scale=1.0 if self.reduction == "sum" else 1 / n)


class L1(Loss):
    """|prediction − target|, its mean over all entries: one bad example does not outweigh all.

    `prediction` and `target` have the same shape.
    """

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The distances."""
        return self.reduce((prediction - self.same_shape(prediction, target)).abs())


class Huber(Loss):
    """d² / 2 for d = |prediction − target| ≤ delta, and beyond it a straight line; their mean.

    So it is smooth at 0 like `MSE`, and robust to bad examples like `L1`.  Huber, 1964.

    >>> Huber(delta=1.0)(Tensor([0.5, 3.0]), [0.0, 0.0]).item()  # (1/8 + 5/2) / 2
    1.3125
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.delta = real_number("Huber", "delta", delta)
        if not self.delta > 0:
            raise ValueError(f"Huber: delta={delta!r} is not positive")

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The squares and lines, without |d|, which would lose the curvature at 0."""
        d = prediction - self.same_shape(prediction, target)
        near = d.clip(-self.delta, self.delta)
        return self.reduce(near * (d - near * 0.5))


class BCE(Loss):
    """−y · log p − (1 − y) · log(1 − p), for probabilities p and y: their mean.

    `prediction` and `target` have the same shape.  As in PyTorch, no logarithm is below −100, and
    no slope of a logarithm is above 10¹².  For p = sigmoid(x) use `BCEWithLogits` with x.
    """

    def of(self, prediction: Tensor, target: Any) -> Any:
        """Binary cross-entropy."""
        p = prediction
        y = self.same_shape(prediction, target)
        check_probabilities(self, "prediction", p, "; for any real numbers, use BCEWithLogits")
        check_probabilities(self, "target", y)
        return self.reduce(-y * bounded_log(p) - (1 - y) * bounded_log(1 - p))


class BCEWithLogits(Loss):
    """−y · log σ(x) − (1 − y) · log(1 − σ(x)), for logits x and probabilities y: their mean.

    `prediction` and `target` have the same shape.  Computed as softplus(x) − x · y, which is equal,
    and finite for every x.  `pos_weight` multiplies the first term: one number, or one for each
    class (the last axis), such as count of negatives / count of positives.
    """

    scores = "logits of yes or no"

    def __init__(self, *given: Any, reduction: str = "mean", pos_weight: Any = None) -> None:
        super().__init__(*given, reduction=reduction)
        self.pos_weight = None
        if pos_weight is not None:
            self.pos_weight = np.array(Tensor(pos_weight).data)
            if not np.all(self.pos_weight >= 0):
                raise ValueError(f"BCEWithLogits: pos_weight={pos_weight!r} is not positive")

    def of(self, prediction: Tensor, target: Any) -> Any:
        """Binary cross-entropy of the sigmoid."""
        x = prediction
        y = self.same_shape(prediction, target)
        if self.looks:
            check_probabilities(self, "target", y)
            self.looks -= 1
        if self.pos_weight is None:
            return self.reduce(softplus(x) - x * y)
        weight = self.pos_weight.astype(x.dtype)
        try:
            weight = np.broadcast_to(weight, x.shape)
        except ValueError:
            raise ValueError(
                f"BCEWithLogits: pos_weight has shape {weight.shape}, the logits {x.shape}; it "
                "needs one number, or one for each entry of the last axis"
            ) from None
        return self.reduce(y * softplus(-x) * weight + (1 - y) * softplus(x))


def check_probabilities(loss: Loss, name: str, given: Tensor, advice: str = "") -> None:
    """Raise unless all entries are from 0 to 1."""
    values = given.value
    if not values.size or (values.min() >= 0 and values.max() <= 1):  # nan is neither
        return
    wrong = values[~((values >= 0) & (values <= 1))].flat[0]
    if not advice:
        advice = "; a target is 0 for no, 1 for yes, or in between"
        if values.min() >= -1 and set(np.unique(values)) <= {-1, 0, 1}:
            advice = "; if -1 means no, use (target + 1) / 2"
        elif (values == np.round(values)).all():
            advice += "; for labels of several classes, use CrossEntropy"
    raise ValueError(
        f"{type(loss).__name__}: the {name} {wrong} is not a probability from 0 to 1{advice}"
    )
