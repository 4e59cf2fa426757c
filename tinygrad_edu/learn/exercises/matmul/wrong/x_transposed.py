"""∂L/∂W is right. ∂L/∂X has rows and columns exchanged: which shape has X?"""


def gradients(X, W, g):
    return W @ g.T, X.T @ g
