"""You took the tanh of y to find the slope. But y is the output already: which step is too many?"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - np.tanh(y) ** 2)

    return Value(y, (x,), back)
