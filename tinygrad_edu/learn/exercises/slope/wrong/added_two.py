"""You added 2. At x = 0 the curve is flat: what should the slope be there, and what do you give?"""


def slope(x):
    return x + 2
