"""The transposes are there, and the factors are in the wrong order: A @ B and B @ A differ. Which
order gives the shape of X?
"""


def gradients(X, W, g):
    return W.T @ g, g @ X.T
