"""The optimisers: the gradient points uphill, and a step goes downhill."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..engine.arrays import Array, scalar
from ._optimizer import Optimizer, wide

PIECE = 1 << 16  # update large parameters in chunks of this size, to save memory


class SGD(Optimizer):
    """p ← p − lr · g, stochastic gradient descent, where g = ∂L/∂p + weight_decay · p.

    With momentum, the step follows a velocity, v ← momentum · v + g, which starts as 0; with
    nesterov, it follows g + momentum · v, one step ahead.  Sutskever et al., 2013.

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
        *,  # PyTorch has dampening here
        nesterov: bool = False,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = self.number("momentum", momentum, 1)
        self.nesterov = nesterov
        if nesterov and not momentum:
            raise self.error("nesterov looks ahead along the momentum; try momentum=0.9")

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The velocity."""
        return {"velocity": np.zeros(p.shape, p.dtype)} if self.momentum else {}

    def update(self, p: Tensor, g: Array, rate: float) -> None:
        """Subtract the rate times g from p, in chunks if p is large."""
        if self.momentum:
            super().update(p, g, rate)
        elif g.size <= PIECE:
            value = p.value
            value -= g * scalar(rate, g.dtype)
        else:
            values = p.value
            scale = scalar(rate, g.dtype)
            rows = max(1, PIECE * len(g) // g.size)
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
    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) correct for that at step t.  Kingma and Ba, 2015.
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
        pair = f"betas={betas!r}, but a pair (β₁, β₂) is needed, such as (0.9, 0.999)"
        if not isinstance(betas, Iterable):
            raise self.error(pair, TypeError)
        both = tuple(betas)
        if len(both) != 2:
            raise self.error(pair)
        self.betas = self.number("β₁", both[0], 1), self.number("β₂", both[1], 1)
        self.eps = self.number("eps", eps)

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The running means, and the number of steps."""
        return {"m": zeros(p), "v": zeros(p), "t": np.zeros((), int)}

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The rate times m̂ / (√v̂ + eps)."""
        memory = self.remembered(p)
        m, v, t = memory["m"], memory["v"], memory["t"]
        g = wide(g)
        t += 1
        b1, b2 = self.betas
        n = t.item()
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g * g
        root = np.sqrt(v) / math.sqrt(1 - b2**n)  # √v̂
        return m / (root + self.eps) * (rate / (1 - b1**n))


class AdamW(Adam):
    """p ← (1 − lr · weight_decay) · p − lr · m̂ / (√v̂ + eps): `Adam` whose decay shrinks p itself.

    In Adam, the decay is part of g and is divided by √v̂ like the rest, so weights with large
    gradients hardly shrink.  Here all shrink equally.  Loshchilov and Hutter, 2019.
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


class RMSprop(Optimizer):
    """p ← p − lr · g / (√v + eps), where v ← alpha · v + (1 − alpha) · g², a running mean of g².

    Here g = ∂L/∂p + weight_decay · p, and v starts as 0.  If `centered`, the square of the running
    mean of g is subtracted from v, so v becomes a variance.  With momentum, the step follows a
    velocity, b ← momentum · b + g / (√v + eps).  Hinton's lecture 6e, 2012; Graves, 2013.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.alpha, self.eps = self.number("alpha", alpha, 1), self.number("eps", eps)
        self.momentum = self.number("momentum", momentum, 1)
        self.centered = centered

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The running mean of g², that of g if centered, and the velocity if there is momentum."""
        memory = {"v": zeros(p)}
        if self.centered:
            memory["m"] = zeros(p)
        if self.momentum:
            memory["velocity"] = zeros(p)
        return memory

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The rate times g / (√v + eps), or times the velocity."""
        memory = self.remembered(p)
        v = memory["v"]
        g = wide(g)
        v *= self.alpha
        v += (1 - self.alpha) * g * g
        variance = v
        if self.centered:
            m = memory["m"]
            m *= self.alpha
            m += (1 - self.alpha) * g
            variance = v - m * m
        step = g / (np.sqrt(variance) + self.eps)
        if self.momentum:
            velocity = memory["velocity"]
            velocity *= self.momentum
            velocity += step
            step = velocity
        return step * rate


class Adagrad(Optimizer):
    """p ← p − lr · g / (√s + eps), where s is the sum of all g² so far.

    Here g = ∂L/∂p + weight_decay · p, and s starts as `initial_accumulator_value`.  Entries that
    rarely have a gradient make larger steps; all steps become smaller with time.  At step t, the
    rate is lr / (1 + (t − 1) · lr_decay).  Duchi, Hazan and Singer, 2011.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.lr_decay, self.eps = self.number("lr_decay", lr_decay), self.number("eps", eps)
        self.initial_accumulator_value = self.number(
            "initial_accumulator_value", initial_accumulator_value
        )

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The sum of g², and the number of steps."""
        return {"s": zeros(p, self.initial_accumulator_value), "t": np.zeros((), int)}

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The rate, lowered by lr_decay, times g / (√s + eps)."""
        memory = self.remembered(p)
        s = memory["s"]
        t = memory["t"]
        g = wide(g)
        s += g * g
        rate = rate / (1 + t.item() * self.lr_decay)
        t += 1
        return g / (np.sqrt(s) + self.eps) * rate


def zeros(p: Tensor, start: float = 0) -> Array:
    """A memory for p that starts as 0, or as `start`: in its shape, in float32 or wider."""
    return np.full(p.shape, start, np.promote_types(p.dtype, np.float32))
