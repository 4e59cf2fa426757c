"""1 − A² is the slope of tanh. What is the slope of a sigmoid, from its output?"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) / len(X) * (1 - A * A)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
