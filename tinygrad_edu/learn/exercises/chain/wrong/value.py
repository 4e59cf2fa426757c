"""That is the height of the curve, not its slope. Which two slopes are in a row here?"""


def slope(x):
    return np.sin(x * x)
