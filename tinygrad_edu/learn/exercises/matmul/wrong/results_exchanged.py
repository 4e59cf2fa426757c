"""Both are right, and the first belongs to the second: X comes first, then W."""


def gradients(X, W, g):
    return X.T @ g, g @ W.T
