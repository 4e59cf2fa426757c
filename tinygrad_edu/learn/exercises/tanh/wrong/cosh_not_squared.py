"""You divided g by cosh x. Look at x = 0.5: is the slope of tanh there 0.8868, or the square of
that?
"""


def tanh(x):
    def back(g):
        x.grad += g / np.cosh(x.data)

    return Value(np.tanh(x.data), (x,), back)
