"""∂L/∂W is right. For ∂L/∂X you multiplied by W as it is: which sizes meet in the middle, and which
should?
"""


def gradients(X, W, g):
    return g @ W, X.T @ g
