"""You divided by the number of rows. How many entries is the mean made of?"""


def gradient(x, g):
    return np.full(x.shape, g / len(x))
