"""For the slope of x² you took 2. Is x² equally steep at x = 0.5 and at x = 3?"""


def slope(x):
    return 2 * np.cos(x * x)
