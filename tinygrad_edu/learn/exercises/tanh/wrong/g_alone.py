"""You passed on g as it is. Does tanh move as much as its input?"""


def tanh(x):
    def back(g):
        x.grad += g

    return Value(np.tanh(x.data), (x,), back)
