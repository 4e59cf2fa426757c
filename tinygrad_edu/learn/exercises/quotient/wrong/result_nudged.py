"""Your quotient is 1 for every f. Two places near x are needed, and the value of f at each of
them: where is f called in yours?
"""


def quotient(f, x, h):
    return ((f(x) + h) - (f(x) - h)) / (2 * h)
