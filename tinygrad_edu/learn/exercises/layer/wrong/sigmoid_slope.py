"""You went from A to Z as if A were Z. How steep is the sigmoid there?"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) / len(X)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
