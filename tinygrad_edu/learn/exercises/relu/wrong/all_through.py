"""You passed on all of g. Below 0, y does not move when x moves: what is the slope there?"""


def gradient(x, g):
    return g
