class Value:
    """A number in a graph: its inputs, and back(g), which passes g on to them."""

    def __init__(self, data, inputs=(), back=None):
        self.data = data  # the number
        self.inputs = inputs  # the values that it was computed from
        self.back = back  # a function of g = ∂L/∂self
        self.grad = 0.0  # ∂L/∂self, the sum of what has arrived


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
