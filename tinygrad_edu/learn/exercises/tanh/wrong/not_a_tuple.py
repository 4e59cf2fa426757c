"""A walk goes through the inputs one by one, and yours is a single Value. How does Python write
a tuple with one entry?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, x, back)
