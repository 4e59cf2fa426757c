"""You passed a − t on to z as it is. Two slopes are missing on the way: that of the square, and
that of the sigmoid.
"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    return (a - t) * x, a - t
