"""∂L/∂x is right. For y you gave 1: L would move as much as y does. But y is multiplied first:
by what?
"""


def gradient(x, y):
    return y + np.cos(x), 1
