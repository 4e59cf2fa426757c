"""How does the gradient get from the loss to every value?

order(root) gives all values, each in front of its inputs. You wrote it; here it is again.
Nobody uses root: its grad is 1, because ∂root/∂root is 1.
Each value then passes on what has arrived in its grad. A leaf has no back: it is None.
After backward(L), each value x holds ∂L/∂x in x.grad. All grads are 0 before.
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
    ...  # TODO: the seed, then a loop


check(__file__)
