import numpy as np


def gradient(x, y):
    """∂L/∂x and ∂L/∂y, of L = x · y + sin x."""
    return y + np.cos(x), x
