"""Those are the gradients of one row. A gradient has the shape of its own array: all of x made the
mean.
"""


def gradient(x, g):
    return np.full(x.shape[-1:], g / x.size)
