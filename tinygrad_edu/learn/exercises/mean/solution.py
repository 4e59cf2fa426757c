import numpy as np


def gradient(x, g):
    """∂L/∂x, of the shape of x; g is a number."""
    return np.full(x.shape, g / x.size)
