"""You called back at once: x.grad has changed before anything came in. The Value should keep
the function itself.
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, (x,), back(1.0))
