"""That is how many times as much as x² the sine moves. How many times as much as x does x² move?"""


def slope(x):
    return np.cos(x * x)
