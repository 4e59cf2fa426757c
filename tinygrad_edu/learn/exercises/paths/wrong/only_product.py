"""For x, that is what the path through x · y brings. x is used a second time: what comes along
that path?
"""


def gradient(x, y):
    return y, x
