"""∂L/∂X is right. For ∂L/∂W you multiplied X as it is: which sizes meet in the middle, and which
should?
"""


def gradients(X, W, g):
    return g @ W.T, X @ g
