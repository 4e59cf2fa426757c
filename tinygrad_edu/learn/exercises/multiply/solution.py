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

    def back(g):
        x.grad += g * y.data
        y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back)
