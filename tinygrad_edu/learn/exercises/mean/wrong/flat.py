"""The numbers are right, and they stand in one row. A gradient has the shape of its own array."""


def gradient(x, g):
    return np.full(x.size, g / x.size)
