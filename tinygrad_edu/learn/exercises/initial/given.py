"""How large are first weights that let a signal through eight layers?

A layer here is x → tanh(x @ W), as wide as the one before; the weights of W are drawn from a
normal distribution around 0. You choose its deviation, for a layer with n_in inputs.
If it is too small, the outputs shrink from layer to layer; if it is too large, all are near ±1.
Behind eight layers their size, √(mean of the squares), should be from 0.15 to 0.65,
with 64 neurons in each layer, and with 256, too.
"""

import numpy as np

from tinygrad_edu.learn import check


def deviation(n_in):
    """How large a weight is, typically, in a layer with n_in inputs."""
    ...  # TODO: return it


check(__file__)
