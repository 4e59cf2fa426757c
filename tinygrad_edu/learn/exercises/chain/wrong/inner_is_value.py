"""For the inner slope you took x² itself. How steep is x² at x?"""


def slope(x):
    return x * x * np.cos(x * x)
