"""The numbers that a layer starts with."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ..arrays import get_default_dtype
from ..tensor import Tensor


def uniform(
    shape: tuple[int, ...],
    fan_in: int,
    rng: np.random.Generator,
    dtype: DTypeLike | None,
    name: str,
) -> Tensor:
    """A parameter drawn from U(−1/√fan_in, 1/√fan_in), where fan_in inputs meet in one output.

    So a sum over the inputs has about the same size for every layer.  It is PyTorch's default.
    """
    bound = 1 / np.sqrt(fan_in)
    values = rng.uniform(-bound, bound, shape)
    return Tensor(values, requires_grad=True, dtype=dtype or get_default_dtype(), name=name)


def generator(layer: str, rng: Any) -> np.random.Generator:
    """The caller's generator, or for None one with fresh entropy."""
    if rng is None:
        return np.random.default_rng()
    if isinstance(rng, np.random.Generator):
        return rng
    raise TypeError(
        f"{layer}: rng={rng!r} is not a random generator; give it np.random.default_rng(seed)"
    )


def positive_integer(layer: str, name: str, value: Any) -> int:
    """A size such as `in_features`, checked."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{layer}: {name}={value!r} is not an integer")
    if operator.index(value) < 1:
        raise ValueError(f"{layer}: {name}={value!r} is not positive; it counts features")
    return operator.index(value)
