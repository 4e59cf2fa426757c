"""You took x · y for x + y. If x moves by h, how many h does x · y move?"""


def gradient(x, y):
    return 1 + np.cos(x), 1
