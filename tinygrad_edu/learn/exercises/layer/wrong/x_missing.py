"""The gradients of W and b are right, and that of X is missing. A layer in front of this one would
need it.
"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) / len(X) * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0)
