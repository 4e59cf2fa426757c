"""You divided by the size of the largest slope. Is that the length of a vector? For (3, 4) it
is 4.
"""


def steepest(gradient, length):
    return -length * gradient / np.abs(gradient).max()
