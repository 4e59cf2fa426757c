"""You used Z · (1 − Z) for the sigmoid's slope. That formula takes the sigmoid's output: which of
the arrays is that?
"""


def gradients(X, W, b, T):
    Z = X @ W.T + b
    A = 1 / (1 + np.exp(-Z))
    dZ = 2 * (A - T) / len(X) * Z * (1 - Z)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
