"""Rows and columns of the results are exchanged: a gradient has the shape of its own array."""


def gradients(X, W, g):
    return W @ g.T, g.T @ X
