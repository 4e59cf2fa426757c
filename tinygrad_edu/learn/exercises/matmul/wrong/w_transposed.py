"""∂L/∂X is right. ∂L/∂W has rows and columns exchanged: which shape has W?"""


def gradients(X, W, g):
    return g @ W.T, g.T @ X
