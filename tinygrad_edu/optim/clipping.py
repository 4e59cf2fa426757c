"""Clipping: a step along a huge gradient would leap out of the valley; make it shorter first."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ..arrays import Array
from ..tensor import Tensor
from .base import as_list, no_tensor, number


def clip_grad_norm(params: Iterable[Tensor], max_norm: float) -> float:
    """Shorten all gradients by one factor, so that together their length is at most `max_norm`.

    The direction stays.  Returns the length that they had, √Σ g².  Pascanu et al., 2013.

    >>> w = Tensor([0.0, 0.0], requires_grad=True)
    >>> w.grad = [3.0, 4.0]
    >>> clip_grad_norm([w], max_norm=1.0)
    5.0
    >>> w.grad.round(3)
    array([0.6, 0.8])
    """
    limit = number("clip_grad_norm", "max_norm", max_norm, 0)
    learning = with_gradients("clip_grad_norm", params)
    norm = math.hypot(*(float(np.linalg.norm(g)) for _, g in learning))
    if not math.isfinite(norm):
        raise ValueError(
            f"clip_grad_norm: the gradients have length {norm}, and no factor mends that; "
            "look for a division by 0, a log of 0, or a rate at which the weights ran away"
        )
    if (factor := limit / (norm + 1e-6)) < 1:  # 1e-6, as in PyTorch
        for p, g in learning:
            p.gradient = g * factor
    return norm


def clip_grad_value(params: Iterable[Tensor], clip_value: float) -> float:
    """Bring each entry of the gradients into −clip_value … clip_value; the direction may change.

    Returns the largest |entry| that there was.
    """
    limit = number("clip_grad_value", "clip_value", clip_value, 0)
    learning = with_gradients("clip_grad_value", params)
    largest = max((float(np.abs(g).max(initial=0)) for _, g in learning), default=0.0)
    if not largest <= limit:
        for p, g in learning:
            p.gradient = g.clip(-limit, limit)
    return largest


def with_gradients(owner: str, params: Iterable[Tensor]) -> list[tuple[Tensor, Array]]:
    """The parameters that have a gradient, each with it."""
    found = []
    for i, p in enumerate(as_list(owner, params)):
        if not isinstance(p, Tensor):
            raise no_tensor(owner, i, p)
        if p.gradient is not None:
            found.append((p, p.gradient))
    return found
