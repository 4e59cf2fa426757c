"""That is the slope of (sin x)². What is squared here: x, or its sine?"""


def slope(x):
    return 2 * np.sin(x) * np.cos(x)
