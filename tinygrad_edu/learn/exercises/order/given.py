"""In which order can all values pass their gradients back?

A value may pass its gradient on when all values that use it have done so.
So each value has to stand in front of its inputs: first root, and the leaves later.
root.inputs are the values that root was computed from, and they have inputs, too.
Give back a list of all of them and root, each once.
For x, y = x · x and L = x · y it is [L, y, x].
"""

from tinygrad_edu.learn import check


class Value:
    """A number in a graph: its inputs, and back(g), which passes g on to them."""

    def __init__(self, data, inputs=(), back=None):
        self.data = data  # the number
        self.inputs = inputs  # the values that it was computed from
        self.back = back  # a function of g = ∂L/∂self
        self.grad = 0.0  # ∂L/∂self, the sum of what has arrived


def order(root):
    """All values that root was computed from, and root: a list, each before its inputs."""
    ...  # TODO: a function inside this one may help, which visits one value


check(__file__)
