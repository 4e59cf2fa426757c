"""The first time all is right. The second time erases what came before: over paths, what should
it do?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad = g * (1 - y * y)

    return Value(y, (x,), back)
