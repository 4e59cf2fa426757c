"""Layers with one matrix: `Linear` multiplies by it, `Embedding` picks its rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.arrays import refuse_masked
from ..engine.graph import Node
from ..ops import linalg
from ..ops.arguments import integer
from ..ops.elementwise import where
from ._module import Module, label
from ._notices import look_at_input
from .init import generator, parameter, positive_integer, uniform

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


class Linear(Module):
    """x @ weight.T + bias: each output is a weighted sum of all inputs, plus a bias.

    (..., in_features) -> (..., out_features); weight (out, in), bias (out,), both drawn from
    U(−1/√in, 1/√in), the weight first.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        dtype: DTypeLike | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.in_features = positive_integer("Linear", "in_features", in_features)
        self.out_features = positive_integer("Linear", "out_features", out_features)
        rng = generator("Linear", rng)
        size = (self.out_features, self.in_features)
        self.weight = uniform(size, self.in_features, rng, dtype, "weight")
        self.bias = uniform(size[:1], self.in_features, rng, dtype, "bias") if bias else None

    def forward(self, x: Any) -> Any:
        """(..., in) @ (in, out) + (out,) -> (..., out)."""
        if self.fresh:
            self.fresh = not look_at_input(self, x)
        try:
            return linalg.linear(x, self.weight, self.bias)
        except ValueError:
            if np.shape(x)[-1:] == (self.in_features,):
                raise
            raise ValueError(
                f"{label(self)}: the input has shape {np.shape(x)}, but its "
                f"last axis must be {self.in_features}{self.instead(np.shape(x))}"
            ) from None

    def instead(self, shape: tuple[int, ...]) -> str:
        """Advice for an input of a wrong shape."""
        if math.prod(shape[1:]) == self.in_features:
            return "; flatten each example first, x.reshape(len(x), -1) or a Flatten() layer"
        return "; did you mean x.T?" if shape[:1] == (self.in_features,) else ""

    def extra_repr(self) -> str:
        """The sizes: 784 → 16."""
        sizes = f"{self.in_features} → {self.out_features}"
        return sizes if self.bias is not None else f"{sizes}, bias=False"


class Embedding(Module):
    """weight[index]: for each word a row of numbers, which learns the meaning of the word.

    Integers of any shape (...) -> (..., embedding_dim); weight (num_embeddings, embedding_dim),
    drawn from N(0, 1).  The row at `padding_idx`, for positions without a word, stays 0.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        dtype: DTypeLike | None = None,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.num_embeddings = positive_integer("Embedding", "num_embeddings", num_embeddings)
        self.embedding_dim = positive_integer("Embedding", "embedding_dim", embedding_dim)
        self.padding_idx = None
        size = (self.num_embeddings, self.embedding_dim)
        values = generator("Embedding", rng).standard_normal(size)
        if padding_idx is not None:
            n = self.num_embeddings
            k = integer("Embedding: padding_idx", padding_idx)
            if not -n <= k < n:
                raise ValueError(
                    f"Embedding: padding_idx={k} is not one of the {n} rows 0 … {n - 1}"
                )
            self.padding_idx = k % n  # -1 is the last row
            values[k] = 0
        self.weight = parameter(values, dtype, "weight")

    def forward(self, index: Any) -> Any:
        """The rows at `index`."""
        refuse_masked(index)
        index = index.value if isinstance(index, Node) else np.asarray(index)
        if index.dtype.kind not in "iu":
            raise TypeError(
                f"{label(self)}: the index has dtype {index.dtype}; "
                "give it integers: index.astype(int)"
            )
        n = self.num_embeddings
        wrong = index[(index < 0) | (index >= n)]
        if wrong.size:
            raise ValueError(
                f"{label(self)}: index {wrong.flat[0]} is not one of the {n} rows 0 … {n - 1}"
            )
        rows = self.weight[index]
        if self.padding_idx is None:
            return rows
        return where((index == self.padding_idx)[..., None], rows.detach(), rows)

    def extra_repr(self) -> str:
        """The sizes: 27 × 16."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings} × {self.embedding_dim}{padding}"
