"""Your result knows its number, and neither its inputs nor how to pass a gradient back. What
else does `add` give to its Value?
"""


def multiply(x, y):
    return Value(x.data * y.data)
