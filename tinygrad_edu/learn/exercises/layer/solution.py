import numpy as np


def gradients(X, W, b, T):
    """∂C/∂W, ∂C/∂b and ∂C/∂X: of shapes (m, k), (m,) and (n, k)."""
    A = 1 / (1 + np.exp(-(X @ W.T + b)))  # (n, k) @ (k, m) + (m,) -> (n, m)
    dA = 2 * (A - T) / len(X)
    dZ = dA * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
