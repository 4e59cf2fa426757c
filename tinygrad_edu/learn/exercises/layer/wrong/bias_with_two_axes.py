"""The numbers are right, and ∂C/∂b has one axis too many: b has shape (m,)."""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) * A * (1 - A) / len(X)
    return dZ.T @ X, dZ.sum(axis=0, keepdims=True), dZ @ W
