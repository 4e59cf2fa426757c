"""What does tanh pass back to its input?

`multiply` shows how an operation looks. Write the same for tanh, which has one input.
The slope of tanh, from its output y, is 1 − y².
For x = 0, the number is 0, and back(2.0) adds 2 to x.grad.
"""

import numpy as np

from tinygrad_edu.learn import check


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
    ...  # TODO: write back, and return the Value


check(__file__)
