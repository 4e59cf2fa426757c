"""You passed on g · (1 − y). Where y is −1, tanh is flat: what would your slope be there?"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 - y)

    return Value(y, (x,), back)
