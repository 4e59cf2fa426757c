"""You subtracted what back passes on. If L grows with x · y, and y is positive, does it grow
with x?
"""


def multiply(x, y):
    def back(g):
        x.grad -= g * y.data
        y.grad -= g * x.data

    return Value(x.data * y.data, (x, y), back)
