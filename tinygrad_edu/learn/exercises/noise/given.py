"""How often is the network sure of pure noise?

Make n images of noise: each of the 784 pixels is drawn evenly from 0 to 1, by rng.random.
The network gives ten outputs for each; its answer is the largest of them.
Count the images whose largest output is above 0.5: which share of the n is that?
model(images) takes (n, 784) and gives a Tensor of shape (n, 10).
"""

import numpy as np

from tinygrad_edu.learn import check


def sure(model, rng, n=1000):
    """The share of n noise images for which the largest output is above 0.5."""
    ...  # TODO: return it


check(__file__)
