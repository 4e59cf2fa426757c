"""Your result can pass a gradient back, but it does not know its input. How would a walk get
from it to x?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, (), back)
