"""For x, that is what the path through the sine brings. x is used a second time: what comes
along that path?
"""


def gradient(x, y):
    return np.cos(x), x
