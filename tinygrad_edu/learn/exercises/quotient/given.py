"""How steep is f at x, if all you can do is to call it?

Step from x by h to both sides, to x − h and to x + h.
The slope is how much f changes between these two places, divided by their distance.
f is a function of one number; x and h are numbers, and h need not be small.
For f(x) = x², x = 3 and h = 0.1 that is (9.61 − 8.41) / 0.2 = 6.
"""

from tinygrad_edu.learn import check


def quotient(f, x, h):
    """The slope of f at x, measured with steps of h to both sides."""
    ...  # TODO: return it


check(__file__)
