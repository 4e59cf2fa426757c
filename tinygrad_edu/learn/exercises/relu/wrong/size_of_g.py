"""You lost the sign of g. A negative g says that the loss falls when y grows."""


def gradient(x, g):
    return abs(g) * (x > 0)
