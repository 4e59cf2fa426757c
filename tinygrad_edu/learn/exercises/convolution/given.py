"""What comes back through a window that slides along a row of numbers?

A convolution in one dimension: the weights w, of shape (k,), slide along x, of shape (n,).
At place i they give y[i] = w[0] · x[i] + w[1] · x[i + 1] + … + w[k − 1] · x[i + k − 1].
So y has shape (n − k + 1,), and so has g = ∂L/∂y.
Each weight is used at every place, and most entries of x are seen by several weights.
For x = (1, 2, 3), w = (10, 20) and g = (1, −1): ∂L/∂w = (−1, −1), ∂L/∂x = (10, 10, −20).
"""

import numpy as np

from tinygrad_edu.learn import check


def gradients(x, w, g):
    """∂L/∂w and ∂L/∂x: (n,), (k,), (n − k + 1,) -> (k,), (n,)."""
    ...  # TODO: return both


check(__file__)
