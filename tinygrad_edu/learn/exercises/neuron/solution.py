import numpy as np


def gradient(w, b, x, t):
    """∂loss/∂w and ∂loss/∂b."""
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    g_a = 2 * (a - t)
    g_z = g_a * a * (1 - a)
    return g_z * x, g_z
