"""∂L/∂X is right. For ∂L/∂W the factors are in the wrong order: A @ B and B @ A differ. Which order
gives the shape of W?
"""


def gradients(X, W, g):
    return g @ W.T, g @ X.T
