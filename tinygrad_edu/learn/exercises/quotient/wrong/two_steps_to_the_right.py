"""Both places are on one side: x and x + 2h. Which place is in the middle between them?"""


def quotient(f, x, h):
    return (f(x + 2 * h) - f(x)) / (2 * h)
