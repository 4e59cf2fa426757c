"""What does a layer hold, and how large are its numbers at first?

The layer computes x @ weight.T + bias for a batch x of shape (n, n_in).
self.weight has shape (n_out, n_in) and self.bias has shape (n_out,).
Both are learned: each is a Tensor with requires_grad=True, kept in an attribute.
Draw the weights with rng.normal(size=...), and start the bias at 0.
Inputs of size about 1 should give outputs of size about 1 (from 0.3 to 2), whatever n_in is:
a sum of n random terms of size 1 is about √n large.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn import check


class Linear(tg.nn.Module):
    """x @ weight.T + bias: (n, n_in) -> (n, n_out)."""

    def __init__(self, n_in, n_out, rng): ...  # TODO: self.weight and self.bias

    def forward(self, x): ...  # TODO: return the output


check(__file__)
