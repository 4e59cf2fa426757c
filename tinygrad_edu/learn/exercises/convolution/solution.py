import numpy as np


def gradients(x, w, g):
    """∂L/∂w and ∂L/∂x: (n,), (k,), (n − k + 1,) -> (k,), (n,)."""
    dw = np.zeros(len(w))
    dx = np.zeros(len(x))
    for i in range(len(g)):
        for j in range(len(w)):  # y[i] holds w[j] · x[i + j]
            dw[j] += g[i] * x[i + j]
            dx[i + j] += g[i] * w[j]
    return dw, dx
