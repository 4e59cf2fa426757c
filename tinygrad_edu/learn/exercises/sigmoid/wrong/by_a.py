"""That is how fast the slope itself changes with a. It is negative where a is large, but the
sigmoid falls nowhere.
"""


def slope(a):
    return 1 - 2 * a
