"""Which entries of x let the gradient through a ReLU?

y = relu(x): what is above 0 stays as it is, and the rest becomes 0.
From the loss comes g = ∂L/∂y, of the same shape as x.
At x = 0 there is a kink, and no slope: you may choose it.
For x = [3, −3] and g = [0.5, 0.7] the gradient is [0.5, 0].
"""

import numpy as np

from tinygrad_edu.learn import check


def gradient(x, g):
    """∂L/∂x, of the shape of x and g."""
    ...  # TODO: return it


check(__file__)
