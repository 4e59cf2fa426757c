"""How does an optimiser remember where it was going?

Each parameter p has a velocity v, an array of the shape of p, which starts at 0. In each step,
    v becomes momentum · v + gradient,
    p becomes p − lr · v.
parameters is a list of Tensors; after backward, p.grad is an array, and p.data holds p's numbers.
With lr = 0.1, momentum = 0.5 and a gradient of 4 in each step, v is 4, then 6, then 7.
"""

import numpy as np

from tinygrad_edu.learn import check


class Momentum:
    """Gradient descent with a velocity for each parameter."""

    def __init__(self, parameters, lr, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        ...  # TODO: a velocity for each parameter

    def step(self):
        """Change each parameter once."""
        ...  # TODO


check(__file__)
