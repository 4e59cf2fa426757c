"""You divided by 2x. How far is it from x − h to x + h?"""


def quotient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * x)
