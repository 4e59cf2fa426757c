"""Learning rate schedules: they change `optimizer.lr` from step to step."""

from __future__ import annotations

import functools  # a partial can be pickled with its schedule, a lambda cannot
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .._pytorch.answers import elsewhere
from .._pytorch.keywords import explain_keywords
from ..watch.notices import warn
from ._optimizer import Optimizer, setting

if TYPE_CHECKING:  # a type checker should miss what is missing
    Elsewhere = object
else:
    Elsewhere = elsewhere("Schedule")


class Schedule(Elsewhere):
    """Sets `optimizer.lr` to base · factor(k) for step k = 0, 1, …; base is its first value.

    The rate for step 0 is set at once, and the rate for the next step by `schedule.step()`: call
    it after each `optimizer.step()`, or after each epoch if it counts epochs.

    >>> from tinygrad_edu import Tensor
    >>> from tinygrad_edu.optim import SGD
    >>> optimizer = SGD([Tensor(1.0, requires_grad=True)], lr=8)
    >>> schedule = Schedule(optimizer, lambda k: 0.5**k)
    >>> schedule.step()
    >>> optimizer.lr
    4.0
    """

    @explain_keywords
    def __init__(self, optimizer: Optimizer, factor: Callable[[int], float]) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"Schedule: {type(optimizer).__name__} is not an optimiser; give the optimiser as "
                "the first argument: cosine(optimizer, steps)"
            )
        if not callable(factor):
            raise TypeError(
                f"Schedule: factor={factor!r} is not a function of the step, such as "
                "lambda k: 0.9**k"
            )
        self.optimizer, self.factor = optimizer, factor
        self.base = optimizer.lr
        self.k = 0
        if self.base == 0 and optimizer.loop.scheduled:
            self.warn_of_zero("another schedule had set it to 0")
        self.set_rate()

    def set_rate(self) -> None:
        """Set the optimiser's rate for step k."""
        factor = self.factor(self.k)
        self.optimizer.lr = self.base * setting("Schedule", f"factor({self.k})", factor, 0)
        self.optimizer.loop.scheduled = True

    @explain_keywords
    def step(self) -> None:
        """Go to the next step."""
        if self.base == 0:
            self.warn_of_zero("as in a checkpoint from the start of a warm-up")
        self.k += 1
        self.set_rate()

    def __repr__(self) -> str:
        optimizer = type(self.optimizer).__name__
        return f"Schedule({optimizer}, base={self.base:g}, k={self.k}, lr={self.optimizer.lr:g})"

    def warn_of_zero(self, why: str) -> None:
        """Warn that the rate will always be 0."""
        warn(
            "rate stays 0",
            f"optimizer.lr was 0 when the schedule was made ({why}), and 0 times any factor is 0; "
            "set optimizer.lr to the full rate before you make a schedule; to continue an old "
            "one, call schedule.load_state_dict(...). "
            "If you want a rate of 0, leave the schedule out",
            self,
        )

    def state_dict(self) -> dict[str, Any]:
        """The rate at the start, and the number of the next step."""
        return {"base": self.base, "k": self.k}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue where the saved schedule was."""
        values = [setting("load_state_dict", name, state.get(name), 0) for name in ("base", "k")]
        self.base = values[0]
        self.k = int(values[1])
        self.set_rate()


@explain_keywords
def cosine(optimizer: Optimizer, steps: int, warmup: float = 0) -> Schedule:
    """The rate rises linearly from 0 during the share `warmup` of all steps, then falls to 0.

    factor = t / w if t < w else (1 + cos(π (t − w) / (1 − w))) / 2, where t = k / steps and
    0 ≤ w = warmup < 1.  After the last step it stays 0.  Loshchilov and Hutter, 2017.

    >>> from tinygrad_edu import Tensor
    >>> from tinygrad_edu.optim import SGD
    >>> optimizer = SGD([Tensor(1.0, requires_grad=True)], lr=8)
    >>> schedule = cosine(optimizer, steps=4, warmup=0.5)
    >>> for _ in range(4):
    ...     print(optimizer.lr)  # then backward and optimizer.step(), and
    ...     schedule.step()
    0.0
    4.0
    8.0
    4.0
    """
    steps = steps_setting("cosine", "steps", steps)
    w = setting("cosine", "warmup", warmup, 0, 1)
    return Schedule(optimizer, functools.partial(cosine_factor, steps, w))


def steps_setting(owner: str, name: str, value: Any) -> int:
    """A count of steps, at least 1.  A fraction raises a ValueError; it is not rounded."""
    count = setting(owner, name, value, 1)
    if not count.is_integer():
        raise ValueError(
            f"{owner}: {name}={count} is not a whole number of steps; round it up with math.ceil, "
            "or divide with //"
        )
    return int(count)


def cosine_factor(steps: int, w: float, k: int) -> float:
    """The share of the full rate at step k."""
    t = min(k / steps, 1)
    return t / w if t < w else (1 + math.cos(math.pi * (t - w) / (1 - w))) / 2


@explain_keywords
def step_decay(optimizer: Optimizer, every: int, factor: float) -> Schedule:
    """The rate is multiplied by `factor` once every `every` steps: factor^⌊k / every⌋."""
    every = steps_setting("step_decay", "every", every)
    q = setting("step_decay", "factor", factor, 0)
    return Schedule(optimizer, functools.partial(decay_factor, every, q))


def decay_factor(every: int, q: float, k: int) -> float:
    """The share of the full rate at step k."""
    return q ** (k // every)
