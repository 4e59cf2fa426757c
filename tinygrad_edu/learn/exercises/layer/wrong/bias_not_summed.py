"""For ∂C/∂b you gave ∂C/∂Z. All rows use the same b: what does it owe to all of them together?"""


def gradients(X, W, b, T):
    A = 1 / (1 + np.exp(-(X @ W.T + b)))
    dZ = 2 * (A - T) / len(X) * A * (1 - A)
    return dZ.T @ X, dZ, dZ @ W
