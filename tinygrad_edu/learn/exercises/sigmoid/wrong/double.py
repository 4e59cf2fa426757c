"""Your slope is twice the right one. At a = 0.5 it should be 0.25."""


def slope(a):
    return 2 * a * (1 - a)
