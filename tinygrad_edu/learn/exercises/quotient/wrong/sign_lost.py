"""Your slope is never negative. What if f falls from left to right?"""


def quotient(f, x, h):
    return abs(f(x + h) - f(x - h)) / (2 * h)
