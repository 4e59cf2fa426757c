"""How does the gradient change along a direction, without the whole Hessian?

f is a function of a tensor of shape (n,) that gives one number; x and v are arrays of shape (n,).
The Hessian H at x has n × n entries, Hᵢⱼ = ∂²f/∂xᵢ∂xⱼ: for 13,002 weights, 169 million.
H · v, of shape (n,), needs no more than two calls of tg.grad:
the slope of the number (gradient · v).sum(), in which v is held fixed.
For f(x) = x₁² · x₂, x = (3, 5) and v = (1, 2): H · v = (22, 6).
"""

import tinygrad_edu as tg
from tinygrad_edu.learn import check


def hvp(f, x, v):
    """The Hessian of f at x, times v: an array of shape (n,)."""
    ...  # TODO: make a tensor of x, then return the product


check(__file__)
