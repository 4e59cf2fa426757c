"""You multiplied by the grad of the result. The same number comes in as g, and back should use
that one.
"""


def tanh(x):
    def back(g):
        x.grad += (1 - y.data**2) * y.grad

    y = Value(np.tanh(x.data), (x,), back)
    return y
