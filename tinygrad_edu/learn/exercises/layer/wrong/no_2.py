"""Each gradient is half as large as it should be. What is the slope of a square?"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = (A - T) / len(X) * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
