"""You divided by the sum of the sizes. Is that the length of a vector? For (3, 4) it is 7."""


def steepest(gradient, length):
    return -length * gradient / np.abs(gradient).sum()
