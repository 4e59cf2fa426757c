"""The number is right, and there is one for all. A gradient has the shape of its own array."""


def gradient(x, g):
    return g / x.size
