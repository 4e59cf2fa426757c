"""You measured with a tiny step of your own. That is near the slope itself, but here the steps
should be h long, however large it is.
"""


def quotient(f, x, h):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)
