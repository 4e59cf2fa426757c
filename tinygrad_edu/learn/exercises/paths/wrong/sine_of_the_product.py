"""You took the cosine at x · y. Of what is the sine taken in L?"""


def gradient(x, y):
    return y + np.cos(x * y), x
