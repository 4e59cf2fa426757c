"""You called back at once: x.grad has changed before anything came in. The Value should keep
the function itself.
"""


def multiply(x, y):
    def back(g):
        x.grad += g * y.data
        y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back(1.0))
