"""You sent the squared error itself back. How fast does a square grow with what is squared?"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = (A - T) ** 2 / len(X) * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
