"""You stepped to one side, and Python does ÷ before −: only f(x) was divided. What belongs into
parentheses, and where is the other side?
"""


def quotient(f, x, h):
    return f(x + h) - f(x) / h
