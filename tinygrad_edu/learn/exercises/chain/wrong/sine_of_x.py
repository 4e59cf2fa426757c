"""That is the slope of sin x. Here the sine is taken of x²: at which place is it, and how fast
does that place move?
"""


def slope(x):
    return np.cos(x)
