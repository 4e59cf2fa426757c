"""The 2 is right, but a power is too many: the slope of x² grows like x, not like x²."""


def slope(x):
    return 2 * x * x
