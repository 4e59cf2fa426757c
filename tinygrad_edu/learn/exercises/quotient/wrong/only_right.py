"""You stepped to the right only. If f bends, it is steeper or flatter there than at x. What
would a step to the other side add?
"""


def quotient(f, x, h):
    return (f(x + h) - f(x)) / h
