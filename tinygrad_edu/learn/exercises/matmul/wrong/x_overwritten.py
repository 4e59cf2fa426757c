"""∂L/∂X is right. For ∂L/∂W you used ∂L/∂X in place of X: what does the name X stand for in your
second line?
"""


def gradients(X, W, g):
    X = g @ W.T
    W = X.T @ g
    return X, W
