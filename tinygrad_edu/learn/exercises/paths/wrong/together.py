"""You added up all that moves L, in one number. What belongs to x, and what to y?"""


def gradient(x, y):
    return y + np.cos(x) + x
