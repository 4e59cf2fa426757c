"""Losses for classes: how surprised the network is at the right one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..graph import Node
from ..ops.activations import log_softmax
from ..ops.elementwise import where
from ..tensor import Tensor
from .advice import look_at_scores
from .losses import Loss


class NLL(Loss):
    """−log p[label], for log-probabilities log p: its mean over the batch.

    Log-probabilities (n, classes) with n integer labels, or (classes,) with one.  `weight` counts
    an example of class c weight[c] times; the mean is then the weighted one.
    """

    scores = "log-probabilities"

    def __init__(self, weight: Any = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        name = type(self).__name__
        if isinstance(weight, str):
            raise TypeError(f"{name}: weight={weight!r} is a word; write reduction={weight!r}")
        self.weight = None if weight is None else np.array(Tensor(weight).data)
        if self.weight is not None and self.weight.ndim != 1:
            raise ValueError(
                f"{name}: weight has shape {self.weight.shape}; it needs one number per class"
            )

    def forward(self, likely: Any, labels: Any) -> Any:
        """The log-probabilities, as `log_softmax` gives them, and the right classes."""
        likely = self.checked(likely)
        look_at_scores(self, likely)
        return self.of_labels(likely, self.check_labels(labels, likely.shape))

    def of_labels(self, likely: Tensor, labels: Array, smoothing: float = 0.0) -> Any:
        """The loss for one right class each, of whose probability the others share `smoothing`."""
        rows = (np.arange(len(labels)),) if likely.ndim == 2 else ()
        losses = -likely[(*rows, labels)]
        weight = self.class_weights(likely)
        counts = None if weight is None else weight[labels]
        if counts is not None:
            losses = losses * counts
        if smoothing:
            weighted = likely if weight is None else likely * weight
            losses = losses * (1 - smoothing) - weighted.mean(axis=-1) * smoothing
        if counts is None or self.reduction != "mean":
            return self.reduce(losses)
        return losses.sum() / counts.sum()

    def class_weights(self, likely: Tensor) -> Array | None:
        """`weight` in the dtype of the network, checked."""
        if self.weight is None:
            return None
        if self.weight.shape != likely.shape[-1:]:
            raise ValueError(
                f"{type(self).__name__}: weight has {self.weight.size} numbers, but the "
                f"{self.scores} of shape {likely.shape} have {likely.shape[-1]} classes"
            )
        return self.weight.astype(likely.dtype)

    def checked(self, scores: Any) -> Tensor:
        """The scores as a tensor, if they have a shape to count classes in."""
        if not isinstance(scores, Tensor):
            scores = Tensor(scores)
        if scores.ndim not in (1, 2):
            raise ValueError(
                f"{type(self).__name__}: {self.scores} have shape (n, classes) or (classes,), "
                f"not {scores.shape}"
            )
        return scores

    def check_labels(self, labels: Any, shape: tuple[int, ...]) -> Array:
        """The labels, one integer for each row of scores of this shape; or an error."""
        name = type(self).__name__
        labels = np.asarray(labels.value if isinstance(labels, Node) else labels)
        if labels.dtype.kind not in "iu":
            swapped = f"; did you swap the two? {self.scores} come first" * (
                labels.ndim > len(shape)
            )
            raise TypeError(
                f"{name}: labels of {labels.dtype} are not integers; give it a list or array of "
                f"ints, labels.astype(int){self.instead(shape)}{swapped}"
            )
        if labels.shape != shape[:-1]:
            advice = "; of one-hot rows take labels.argmax(axis=1)" if labels.shape == shape else ""
            if shape[:-1] == (labels.size,):
                advice = "; take labels.reshape(-1)"
            raise ValueError(
                f"{name}: {self.scores} of shape {shape} need labels of shape {shape[:-1]}, "
                f"not {labels.shape}{advice}"
            )
        wrong = labels[(labels < 0) | (labels >= shape[-1])]
        if wrong.size:
            raise ValueError(
                f"{name}: label {wrong.flat[0]} is none of the {shape[-1]} classes "
                f"0 … {shape[-1] - 1}"
            )
        return labels

    def instead(self, shape: tuple[int, ...]) -> str:
        """What could be given instead of labels."""
        return ""


class CrossEntropy(NLL):
    """−log softmax(logits)[label], the surprise at the right class: its mean over the batch.

    Logits (n, classes) with n integer labels, or (classes,) with one.  Instead of labels the
    target may be probabilities in the shape of the logits: −Σ target · log softmax(logits).
    `weight` counts class c weight[c] times.  `label_smoothing` gives that share of a target's
    probability to all classes evenly: nobody shall be quite sure.

    >>> CrossEntropy()(Tensor([[0.0, 0.0]]), [1]).item()  # log 2: a coin
    0.6931471805599453
    """

    scores = "logits"

    def __init__(
        self, weight: Any = None, reduction: str = "mean", label_smoothing: float = 0.0
    ) -> None:
        super().__init__(weight, reduction)
        if not 0 <= label_smoothing <= 1:
            raise ValueError(
                f"CrossEntropy: label_smoothing={label_smoothing!r} is no share from 0 to 1"
            )
        self.label_smoothing = label_smoothing

    def forward(self, logits: Any, target: Any) -> Any:
        """The logits are any real numbers: no softmax comes before."""
        logits = self.checked(logits)
        look_at_scores(self, logits)
        values = np.asarray(target.value if isinstance(target, Node) else target)
        if values.shape == logits.shape and values.dtype.kind == "f":
            return self.of_probabilities(*self.same_shape(logits, target))
        labels = self.check_labels(values, logits.shape)
        return self.of_labels(log_softmax(logits), labels, self.label_smoothing)

    def of_probabilities(self, logits: Tensor, target: Tensor) -> Any:
        """The loss for a probability of each class; its mean counts each example once."""
        likely, weight = log_softmax(logits), self.class_weights(logits)
        if self.label_smoothing:
            even = self.label_smoothing / logits.shape[-1]
            target = target * (1 - self.label_smoothing) + even
        if not target.requires_grad:
            likely = where(target.data == 0, 0, likely)  # since 0 · −∞ is nan
        losses = target * likely if weight is None else target * likely * weight
        return self.reduce(-losses.sum(axis=-1))

    def instead(self, shape: tuple[int, ...]) -> str:
        """Probabilities."""
        return f", or probabilities in the shape of the logits, {shape}"
