"""Your slope is half of the right one. How steep is x² at x?"""


def slope(x):
    return x * np.cos(x * x)
