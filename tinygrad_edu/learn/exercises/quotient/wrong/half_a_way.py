"""You divided the change on one side by the way of both sides. How far is it from x to x + h?"""


def quotient(f, x, h):
    return (f(x + h) - f(x)) / (2 * h)
