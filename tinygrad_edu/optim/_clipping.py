"""Clipping: a step along a huge gradient would jump out of the valley, so shorten it first."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np

from .._pytorch.keywords import explain_keywords
from .._tensor import Tensor
from ..engine.arrays import Array
from ..watch.notices import warn
from ._optimizer import as_list, no_tensor, setting


@explain_keywords
def clip_grad_norm(params: Iterable[Tensor], max_norm: float) -> float:
    """Shorten all gradients by one factor, so that their joint length is at most `max_norm`.

    The direction stays.  Returns the length before clipping, √Σ g²; `max_norm=math.inf` only
    measures it.  A gradient with nan or inf raises a ValueError.  Pascanu et al., 2013.

    >>> w = Tensor([0.0, 0.0], requires_grad=True)
    >>> w.grad = [3.0, 4.0]
    >>> clip_grad_norm([w], max_norm=1.0)
    5.0
    >>> w.grad.round(3)
    array([0.6, 0.8])
    """
    limit = bound("clip_grad_norm", "max_norm", max_norm)
    learning = with_gradients("clip_grad_norm", params)
    largest = largest_entry(learning)
    if not math.isfinite(largest):
        if limit == math.inf:
            return largest
        raise ValueError(
            f"clip_grad_norm: the gradients hold {largest}, and no factor can repair that; "
            "look for a division by 0, a log of 0, or a learning rate that is too large"
        )
    if largest == 0:
        return 0.0
    scale = 2.0 ** (math.frexp(largest)[1] - 1)  # so that no square is too large or too small
    length = math.hypot(*(float(np.linalg.norm(precise(g) / scale)) for _, g in learning))
    norm = length * scale
    if norm + 1e-6 > limit:  # 1e-6, as in PyTorch
        factor = limit / (norm + 1e-6) if norm < math.inf else limit / scale / length
        for p, g in learning:
            p.gradient = np.asarray(precise(g) * factor, g.dtype)
    return norm


@explain_keywords
def clip_grad_value(params: Iterable[Tensor], clip_value: float) -> float:
    """Clip each entry of the gradients to −clip_value … clip_value; the direction may change.

    Returns the largest |entry| before clipping, or nan if an entry was nan, which stays.
    """
    limit = bound("clip_grad_value", "clip_value", clip_value)
    learning = with_gradients("clip_grad_value", params)
    largest = largest_entry(learning)
    if not largest <= limit:
        for p, g in learning:
            most = min(limit, float(np.finfo(g.dtype).max))
            p.gradient = np.asarray(g.clip(-most, most))
    return largest


def bound(owner: str, name: str, value: Any) -> float:
    """The limit, checked: a number ≥ 0, or ∞."""
    endless = isinstance(value, Real) and value == math.inf
    return math.inf if endless else setting(owner, name, value, 0)


def largest_entry(learning: list[tuple[Tensor, Array]]) -> float:
    """The largest |entry| of all gradients; nan if there is a nan."""
    return float(np.max([0.0, *(np.abs(g).max(initial=0) for _, g in learning)]))


def precise(g: Array) -> Array:
    """The gradient, in float64 or wider."""
    return g.astype(np.promote_types(g.dtype, np.float64), copy=False)


def with_gradients(owner: str, params: Iterable[Tensor]) -> list[tuple[Tensor, Array]]:
    """The parameters that have a gradient, each with its gradient."""
    found = []
    for i, p in enumerate(as_list(owner, params)):
        if not isinstance(p, Tensor):
            raise no_tensor(owner, i, p)
        if p.gradient is not None:
            found.append((p, p.gradient))
    if not found:
        warn(
            "nothing to clip",
            f"{owner} found no gradient: none was computed yet, or zero_grad() has "
            "deleted them; call it after loss.backward() and before optimizer.step()",
        )
    return found
