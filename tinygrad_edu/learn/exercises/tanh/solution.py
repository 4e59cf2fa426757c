import numpy as np


class Value:
    """A number in a graph: its inputs, and back(g), which passes g on to them; see `multiply`."""

    def __init__(self, data, inputs=(), back=None):
        self.data = data  # the number
        self.inputs = inputs  # the values that it was computed from
        self.back = back  # a function of g = ∂L/∂self
        self.grad = 0.0  # ∂L/∂self, the sum of what has arrived


def multiply(x, y):
    """x · y, as a Value."""

    def back(g):
        x.grad += g * y.data
        y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back)


def tanh(x):
    """tanh x, as a Value."""
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, (x,), back)
