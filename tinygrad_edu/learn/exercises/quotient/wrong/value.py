"""That is how high f is at x. How much does it change when x does?"""


def quotient(f, x, h):
    return f(x)
