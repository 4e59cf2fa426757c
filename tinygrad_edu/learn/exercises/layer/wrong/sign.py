"""Each gradient has the right size and the wrong sign. If A is above T, does C grow or fall when A
grows?
"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (T - A) / len(X) * A * (1 - A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
