"""The input of your result is a number. A walk has to go on from there: who knows its own
inputs?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y * y)

    return Value(y, (x.data,), back)
