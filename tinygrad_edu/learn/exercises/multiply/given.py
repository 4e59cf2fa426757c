"""What does a product pass back to its two factors?

A Value is a number in a graph. back(g) gets g = ∂L/∂itself, and adds to x.grad and y.grad.
`add` shows how this looks for a sum. Write the same for a product: its number, its inputs, and
its back. Both factors may be the same Value: then both contributions count.
For x = 3 and y = 5, back(2.0) adds 10 to x.grad and 6 to y.grad.
"""

from tinygrad_edu.learn import check


class Value:
    """A number in a graph: its inputs, and back(g), which passes g on to them; see `add`."""

    def __init__(self, data, inputs=(), back=None):
        self.data = data  # the number
        self.inputs = inputs  # the values that it was computed from
        self.back = back  # a function of g = ∂L/∂self
        self.grad = 0.0  # ∂L/∂self, the sum of what has arrived


def add(x, y):
    """x + y, as a Value."""

    def back(g):
        x.grad += g
        y.grad += g

    return Value(x.data + y.data, (x, y), back)


def multiply(x, y):
    """x · y, as a Value."""
    ...  # TODO: write back, and return the Value


check(__file__)
