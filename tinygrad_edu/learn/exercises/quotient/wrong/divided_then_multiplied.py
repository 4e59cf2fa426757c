"""The difference was divided by 2, and then multiplied by h. Python goes from left to right:
what belongs into parentheses?
"""


def quotient(f, x, h):
    return (f(x + h) - f(x - h)) / 2 * h
