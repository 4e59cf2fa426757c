"""You used Y where g should be. How large Y is does not say how much the loss depends on it."""


def gradients(X, W, g):
    Y = X @ W
    return Y @ W.T, X.T @ Y
