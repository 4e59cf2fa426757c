"""The optimisers: `backward` found the way uphill, a step goes downhill."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arrays import Array, number
from ..tensor import Tensor
from .base import Optimizer

PIECE = 1 << 16  # so many numbers at once: the change of a large parameter takes no room


class SGD(Optimizer):
    """p ← p − lr · g, stochastic gradient descent, where g = ∂L/∂p + weight_decay · p.

    With momentum the step goes along a velocity, v ← momentum · v + g, which starts as 0; with
    nesterov along g + momentum · v, one step ahead.  Sutskever et al., 2013.

    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = SGD([w], lr=0.25)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.data
    array([0.5, 1. ])
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float,
        momentum: float = 0,
        nesterov: bool = False,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum, self.nesterov = self.number("momentum", momentum), nesterov
        if nesterov and not momentum:
            raise self.error("nesterov looks ahead along the momentum; try momentum=0.9")

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The velocity."""
        return {"velocity": np.zeros(p.shape, p.dtype)} if self.momentum else {}

    def update(self, p: Tensor, g: Array, rate: float) -> None:
        """Take the rate times g from p; of a large p, piece by piece."""
        if self.momentum:
            p.value -= self.change(p, g, rate)
        elif g.size <= PIECE:
            p.value -= g * number(rate, g.dtype)
        else:
            values, scale, rows = p.value, number(rate, g.dtype), max(1, PIECE * len(g) // g.size)
            for k in range(0, len(g), rows):
                values[k : k + rows] -= g[k : k + rows] * scale

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The rate times the velocity."""
        v = self.remembered(p)["velocity"]
        v *= self.momentum
        v += g
        return (g + self.momentum * v if self.nesterov else v) * rate


class Adam(Optimizer):
    """p ← p − lr · m̂ / (√v̂ + eps): each entry moves by about lr, however large its gradient.

    m and v are running means of g and g², where g = ∂L/∂p + weight_decay · p.  They start as 0;
    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) make up for that at step t.  Kingma and Ba, 2015.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas = tuple(
            self.number(f"β{i}", beta, 1) for i, beta in zip("₁₂", betas, strict=True)
        )
        self.eps = self.number("eps", eps)

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The running means, and the count of their steps."""
        means = {name: np.zeros(p.shape, p.dtype) for name in "mv"}
        return {**means, "t": np.zeros((), int)}

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The rate times m̂ / (√v̂ + eps)."""
        m, v, t = self.remembered(p).values()
        t += 1
        (b1, b2), n = self.betas, t.item()
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g * g
        root = np.sqrt(v) / math.sqrt(1 - b2**n)  # √v̂
        return m / (root + self.eps) * (rate / (1 - b1**n))


class AdamW(Adam):
    """p ← (1 − lr · weight_decay) · p − lr · m̂ / (√v̂ + eps): `Adam` whose decay shrinks p itself.

    In Adam the decay is a part of g, and divided by √v̂ like the rest: weights of large gradients
    hardly shrink.  Here all shrink alike.  Loshchilov and Hutter, 2019.
    """

    decoupled = True

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)
