"""You divided by the number of columns. How many entries is the mean made of?"""


def gradient(x, g):
    return np.full(x.shape, g / x.shape[-1])
