"""After back, x.grad is still 0. What `back` returns is lost, and 0 times a number stays 0: how
does the product get into x.grad?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        return g * (1 - y * y)

    return Value(y, (x,), back)
