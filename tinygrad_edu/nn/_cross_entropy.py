"""Losses for classes: how surprised the network is by the right class."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import Array, refuse_masked
from ..engine.graph import Node
from ..ops.activations import log_softmax
from ..ops.arguments import integer
from ..ops.elementwise import where
from ..ops.shape import moveaxis, reshape, scatter
from ._losses import Loss
from .init import real_number


class NLL(Loss):
    """−log p[label], for log-probabilities log p: its mean over the batch.

    Log-probabilities (n, classes) with n integer labels; (classes,) with one; or, as in PyTorch,
    (n, classes, d₁, …) with labels (n, d₁, …).  `weight` counts an example of class c weight[c]
    times, and the mean is then a weighted mean.  Rows with the label `ignore_index` are ignored.
    """

    scores = "log-probabilities"

    def __init__(
        self, weight: Any = None, *given: Any, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__(*given, reduction=reduction)
        name = type(self).__name__
        if isinstance(weight, str):
            raise TypeError(f"{name}: weight={weight!r} is a word; write reduction={weight!r}")
        self.weight = None if weight is None else np.array(Tensor(weight).data)
        if self.weight is not None and self.weight.ndim != 1:
            raise ValueError(
                f"{name}: weight has shape {self.weight.shape}; it needs one number per class"
            )
        self.ignore_index = integer(f"{name}: ignore_index", ignore_index)

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The loss for the right classes, given log-probabilities as from `log_softmax`."""
        self.check_scores(prediction)
        return self.of_labels(prediction, *self.check_labels(target, prediction.shape))

    def log_probabilities(self, rows: Tensor) -> Tensor:
        """The log-probabilities for rows of scores: here the scores are log-probabilities."""
        return rows

    def of_labels(
        self, scores: Tensor, labels: Array, ignored: bool, smoothing: float = 0.0
    ) -> Any:
        """The loss for one right class per row; `smoothing` of its probability goes to all classes.

        `ignored` says whether some labels may be `ignore_index`.
        """
        shape = labels.shape
        rows = as_rows(scores)
        labels = labels.reshape(-1)
        if ignored:
            kept = labels != self.ignore_index
            rows, labels = rows[kept], labels[kept]
        likely = self.log_probabilities(rows)
        losses = -likely[np.arange(len(labels)), labels]
        weight = self.class_weights(likely)
        counts = None if weight is None else Tensor(weight)[labels]
        if counts is not None:
            losses = losses * counts
        if smoothing:
            weighted = likely if weight is None else likely * weight
            losses = losses * (1 - smoothing) - weighted.mean(axis=-1) * smoothing
        if counts is not None and counts.size and self.reduction == "mean":
            return losses.sum() / counts.sum()
        if self.reduction == "none" and ignored:
            losses = scatter(losses, index=kept, shape=kept.shape)
        return self.reduce_rows(losses, shape)

    def reduce_rows(self, losses: Tensor, shape: tuple[int, ...]) -> Any:
        """The mean or sum over the rows, or one loss for each label."""
        if self.reduction == "none" and losses.shape != shape:
            return losses.reshape(shape)
        return self.reduce(losses)

    def class_weights(self, likely: Tensor) -> Array | None:
        """`weight` in the dtype of the network, checked; `likely` has the classes last."""
        if self.weight is None:
            return None
        if self.weight.shape != likely.shape[-1:]:
            raise ValueError(
                f"{type(self).__name__}: weight has {self.weight.size} numbers, but the "
                f"{self.scores} have {likely.shape[-1]} classes"
            )
        return self.weight.astype(likely.dtype)

    def check_scores(self, scores: Tensor) -> None:
        """Raise unless the shape of the scores has two classes or more."""
        name = type(self).__name__
        if scores.ndim == 0:
            raise ValueError(f"{name}: {self.scores} have shape (n, classes) or (classes,), not ()")
        if classes_of(scores.shape) == 1:
            raise ValueError(
                f"{name}: {self.scores} of shape {scores.shape} have only one class; its "
                "probability is always 1, so nothing can be learned. For a network with one "
                "output, yes or no, use BCEWithLogits"
            )

    def check_labels(self, labels: Any, shape: tuple[int, ...]) -> tuple[Array, bool]:
        """The labels, checked: one integer for each row of scores of this shape.

        Also returns whether some of them may be `ignore_index`.
        """
        name = type(self).__name__
        refuse_masked(labels)
        labels = labels.value if isinstance(labels, Node) else np.asarray(labels)
        needed = labels_shape(shape)
        classes = classes_of(shape)
        if labels.dtype.kind not in "iu":
            advice = self.instead(shape)
            if labels.ndim > len(shape):
                advice += f"; did you swap the two? {self.scores} come first"
            raise TypeError(
                f"{name}: labels have dtype {labels.dtype}, not integers; give it a list or array "
                f"of ints, labels.astype(int){advice}"
            )
        if labels.shape != needed:
            raise ValueError(
                f"{name}: {self.scores} of shape {shape} need labels of shape {needed}, "
                f"not {labels.shape}{labels_advice(labels, shape, needed)}"
            )
        outside = (labels < 0) | (labels >= classes)
        if not np.count_nonzero(outside):
            return labels, 0 <= self.ignore_index < classes
        wrong = labels[outside & (labels != self.ignore_index)]
        if wrong.size:
            advice = f"; to leave such rows out: {name}(ignore_index={wrong[0]})"
            raise ValueError(
                f"{name}: label {wrong[0]} is not one of the {classes} classes 0 … {classes - 1}"
                + (advice if wrong[0] < 0 else "")
            )
        return labels, True

    def instead(self, shape: tuple[int, ...]) -> str:
        """The alternative to labels, for an error."""
        return ""


def classes_of(shape: tuple[int, ...]) -> int:
    """The number of classes for scores of this shape: the second axis, or the only one."""
    return shape[0] if len(shape) == 1 else shape[1]


def labels_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the labels for scores of this shape: all axes except that of the classes."""
    return () if len(shape) == 1 else (shape[0], *shape[2:])


def as_rows(scores: Tensor) -> Any:
    """(n, classes, d₁, …) -> (n · d₁ · …, classes), and (classes,) -> (1, classes)."""
    if scores.ndim == 2:
        return scores
    return reshape(
        moveaxis(scores, 1, -1) if scores.ndim > 2 else scores, (-1, classes_of(scores.shape))
    )


def labels_advice(labels: Array, shape: tuple[int, ...], needed: tuple[int, ...]) -> str:
    """Advice for labels that do not have the needed shape."""
    if labels.shape == shape:
        if len(shape) == 1:  # n numbers for n labels
            return (
                "; give it the outputs of the network, (n, classes), not their argmax; for one "
                "output per example, yes or no, use BCEWithLogits"
            )
        return "; for one-hot rows, use labels.argmax(axis=1)"
    if len(shape) > 2 and labels.shape == shape[:-1]:
        return (
            "; here the classes are on the last axis: flatten the rows, "
            f"logits.reshape(-1, {shape[-1]}), labels.reshape(-1)"
        )
    if len(shape) == 1 and labels.shape == (1,):
        return "; one example is a batch of one: model(x[None])"
    return "; use labels.reshape(-1)" if needed == (labels.size,) else ""


class CrossEntropy(NLL):
    """−log softmax(logits)[label], the surprise at the right class: its mean over the batch.

    Shapes, `weight` and `ignore_index` are as in `NLL`.  Instead of labels, the target may be
    probabilities in the shape of the logits: −Σ target · log softmax(logits).
    `label_smoothing` divides that share of a target's probability evenly among all classes, so
    the network is never pushed to be fully certain.

    >>> CrossEntropy()(Tensor([[0.0, 0.0]]), [1]).item()  # log 2: a coin
    0.6931471805599453
    """

    scores = "logits"

    def __init__(
        self,
        weight: Any = None,
        *given: Any,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, *given, ignore_index=ignore_index, reduction=reduction)
        self.label_smoothing = real_number("CrossEntropy", "label_smoothing", label_smoothing)
        if not 0 <= label_smoothing <= 1:
            raise ValueError(
                f"CrossEntropy: label_smoothing={label_smoothing!r} is not between 0 and 1"
            )

    def of(self, prediction: Tensor, target: Any) -> Any:
        """The loss for logits, which are any real numbers, not the output of a softmax."""
        refuse_masked(target)
        values = target.value if isinstance(target, Node) else np.asarray(target)
        self.check_scores(prediction)
        if values.shape == prediction.shape and values.dtype.kind == "f":
            return self.of_probabilities(prediction, self.same_shape(prediction, target))
        labels, ignored = self.check_labels(target, prediction.shape)
        return self.of_labels(prediction, labels, ignored, self.label_smoothing)

    def log_probabilities(self, rows: Tensor) -> Tensor:
        """The logarithm of the softmax of each row."""
        return log_softmax(rows)

    def of_probabilities(self, logits: Tensor, target: Tensor) -> Any:
        """The loss for targets that are probabilities; the mean counts each example once."""
        shape = labels_shape(target.shape)
        logits, target = as_rows(logits), as_rows(target)
        if self.looks:
            check_rows(target.value)
            self.looks -= 1
        likely = log_softmax(logits)
        weight = self.class_weights(likely)
        if self.label_smoothing:
            even = self.label_smoothing / logits.shape[-1]
            target = target * (1 - self.label_smoothing) + even
        if not target.requires_grad:
            likely = where(target.value == 0, 0, likely)  # because 0 · −∞ is nan
        losses = target * likely if weight is None else target * likely * weight
        return self.reduce_rows(-losses.sum(axis=-1), shape)

    def instead(self, shape: tuple[int, ...]) -> str:
        """The alternative: probabilities."""
        return f", or probabilities in the shape of the logits, {shape}"


def check_rows(rows: Array) -> None:
    """Raise unless each row has numbers from 0 to 1 that sum to 1, up to rounding by hand."""
    sums = rows.sum(axis=-1)
    right = (rows.min(axis=-1) > -1e-6) & (np.abs(sums - 1) <= 0.02)  # for nan both are False
    if right.all():
        return
    k = int(right.argmin())
    low = rows[k].min()
    total = sums[k]
    advice = "for several right classes at once, use BCEWithLogits"
    if not rows[k].any():
        advice = "leave out rows of zeros: keep = target.any(axis=1)"
    elif low >= 0:
        advice += "; to turn counts into shares: target / target.sum(axis=1, keepdims=True)"
    raise ValueError(
        f"CrossEntropy: row {k} of the targets "
        f"{f'sums to {total:.4g}' if low >= 0 else f'holds {low:.4g}'}, but probabilities of "
        f"classes are between 0 and 1 and sum to 1; {advice}"
    )
