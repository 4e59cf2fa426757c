"""You multiplied g by x. A slope says how much y grows if x grows by h, not how large x is."""


def gradient(x, g):
    return g * x
