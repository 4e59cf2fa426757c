"""The gradients of W and b are right. Going forward, X met W.T. On the way back ∂C/∂Z has shape (n,
m): which of (m, k) and (k, m) fits behind it?
"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) / len(X) * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W.T
