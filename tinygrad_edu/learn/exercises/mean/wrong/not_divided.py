"""That is right for a sum. If one of n entries grows by 1, how much does the mean grow?"""


def gradient(x, g):
    return np.full(x.shape, g)
