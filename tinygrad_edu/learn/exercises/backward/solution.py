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


def order(root):
    """All values that root was computed from, and root: a list, each before its inputs."""
    found, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found[::-1]


def backward(root):
    """Fill in the grad of root, and of all values that it was computed from."""
    root.grad = 1.0
    for value in order(root):
        if value.back:
            value.back(value.grad)
