"""You added the two values. How much does f change from the left place to the right one?"""


def quotient(f, x, h):
    return (f(x + h) + f(x - h)) / (2 * h)
