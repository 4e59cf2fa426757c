"""You multiplied g by the output y. That is how large it is: how steep is tanh there?"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * y

    return Value(y, (x,), back)
