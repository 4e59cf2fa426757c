"""You passed on the slope alone. What does back get, and what is it for?"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += 1 - y * y

    return Value(y, (x,), back)
