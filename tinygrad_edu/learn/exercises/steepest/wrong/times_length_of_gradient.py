"""You multiplied by the length of the gradient. With a gradient twice as long, should the nudge
be longer?
"""


def steepest(gradient, length):
    return -length * gradient * np.sqrt((gradient**2).sum())
