"""The gradients of W and b are divided by n, and that of X is not. Where in the walk back does the
1/n come in?
"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) * A * (1 - A)
    return dZ.T @ X / len(X), dZ.mean(axis=0), dZ @ W
