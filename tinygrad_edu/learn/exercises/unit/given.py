"""What comes back through an op in which every entry depends on all others?

unit(x) = x / |x| is the vector of length 1 in the direction of x: |x| = √(x₁² + … + xₙ²).
The rule gets x of shape (n,), and returns two things: the value y, and a function that takes
g = ∂L/∂y of shape (n,) and returns ∂L/∂x of shape (n,): a vector–Jacobian product.
Each xᵢ moves yᵢ, and moves the length, which is in all of y.
For x = (3, 4): y = (0.6, 0.8), and g = (1, 0) gives (0.128, −0.096).
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn import check


@tg.differentiable
def unit(x, /):
    """x / |x|: (n,) -> (n,)."""
    ...  # TODO: return the value, lambda g: ∂L/∂x


check(__file__)
