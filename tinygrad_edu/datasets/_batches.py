"""Mini-batches: a few examples at a time, in a new order in every epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .._pytorch.answers import elsewhere
from .._pytorch.keywords import explain_keywords
from .._tensor import Tensor
from ..engine.arrays import Array, check_real
from ..engine.graph import make_node
from ..ops.arguments import integer

if TYPE_CHECKING:  # a type checker should miss what is missing
    Elsewhere = object
else:
    Elsewhere = elsewhere("Batches")


@explain_keywords
def batches(
    x: Array | Tensor,
    y: Array | Tensor,
    size: int,
    rng: np.random.Generator | None = None,
    shuffle: bool = True,
) -> Batches:
    """Pairs of `size` rows of x and the same rows of y; the last pair may be shorter.

    Each loop over them is an epoch, in a new order: `rng.permutation(len(x))`, cut into pieces.
    `len` is the number of pairs.  The pairs are Tensors with their own memory, but integers in y,
    which are labels, stay arrays.  Errors are raised at once, not in the loop.

    >>> x, y = np.arange(6.0).reshape(3, 2), np.array([7, 8, 9])
    >>> for xb, yb in batches(x, y, 2, shuffle=False):
    ...     print(xb, yb)
    Tensor([[0., 1.],
            [2., 3.]]) [7 8]
    Tensor([[4., 5.]]) [9]
    """
    x = _rows("x", x)
    y = _rows("y", y)
    size = integer("batches: size", size)
    if len(x) != len(y):
        raise ValueError(f"batches: x has {len(x)} rows, but y has {len(y)}; they must be pairs")
    if size < 1:
        raise ValueError(f"batches: size is {size}; a batch has at least 1 example")
    if rng is None:
        rng = np.random.default_rng()
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"batches: rng is {rng!r}, not a random generator; try np.random.default_rng(0)"
        )
    if not isinstance(shuffle, bool):
        raise TypeError(f"batches: shuffle is {shuffle!r}, not True or False")
    return Batches(x, y, size, rng if shuffle else None)


class Batches(Iterator[tuple[Tensor, Any]], Elsewhere):
    """The result of `batches`: each loop goes through all pairs, and `next` takes one at a time."""

    def __init__(self, x: Array, y: Array, size: int, rng: np.random.Generator | None) -> None:
        self.x, self.y, self.size, self.rng = x, y, size, rng
        self.first: Array | None = self.order()  # drawn now, before other uses of the generator
        self.begun: Iterator[tuple[Tensor, Any]] | None = None

    def order(self) -> Array:
        """The rows in the order of a new epoch."""
        return np.arange(len(self.x)) if self.rng is None else self.rng.permutation(len(self.x))

    def __iter__(self) -> Iterator[tuple[Tensor, Any]]:
        order = self.order() if self.first is None else self.first
        self.first = None
        return cut(self.x, self.y, order, self.size)

    def __next__(self) -> tuple[Tensor, Any]:
        if self.begun is None:
            self.begun = iter(self)
        return next(self.begun)

    def __len__(self) -> int:
        return -(-len(self.x) // self.size)  # rounded up

    def __repr__(self) -> str:
        order = "in order" if self.rng is None else "shuffled"
        return f"Batches({len(self)} of up to {self.size} of {len(self.x)} rows, {order})"


def cut(x: Array, y: Array, order: Array, size: int) -> Iterator[tuple[Tensor, Any]]:
    """One pair after the other, from the rows in this order."""
    labels = y.dtype.kind in "iu"
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        xb = x.take(rows, axis=0)
        yb = y.take(rows, axis=0)
        yield make_node(Tensor, xb), yb if labels else make_node(Tensor, yb)


def _rows(name: str, data: Array | Tensor) -> Array:
    """The array in `data`, which must have rows."""
    array = data.numpy() if isinstance(data, Tensor) else data
    if not isinstance(array, np.ndarray) or not array.ndim:
        raise TypeError(
            f"batches: {name} is a {type(data).__name__}, not an array; try np.array({name})"
        )
    check_real(array.dtype, array)
    return np.asarray(array, order="C")  # with another layout, each `take` would copy everything
