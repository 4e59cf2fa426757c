"""You squared the input. Which number does 1 − y² want: what goes into tanh, or what comes out?"""


def tanh(x):
    def back(g):
        x.grad += g * (1 - x.data**2)

    return Value(np.tanh(x.data), (x,), back)
