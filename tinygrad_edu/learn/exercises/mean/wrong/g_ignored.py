"""That is the slope of the mean alone. What came in from the loss?"""


def gradient(x, g):
    return np.full(x.shape, 1 / x.size)
