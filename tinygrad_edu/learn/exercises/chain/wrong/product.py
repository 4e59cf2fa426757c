"""That is the slope of x² · sin x. Are the two functions multiplied here, or is one taken of the
other?
"""


def slope(x):
    return 2 * x * np.sin(x) + x * x * np.cos(x)
