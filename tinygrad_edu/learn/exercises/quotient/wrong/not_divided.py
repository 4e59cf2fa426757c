"""That is how much f changes on the way. A longer way gives a larger change: how much is it for
each unit of the way?
"""


def quotient(f, x, h):
    return f(x + h) - f(x - h)
