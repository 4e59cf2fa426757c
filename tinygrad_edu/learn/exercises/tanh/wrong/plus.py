"""You passed on g · (1 + y²), which is 1 or more. Far from 0 tanh is flat: which sign makes
this 0 there?
"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad += g * (1 + y * y)

    return Value(y, (x,), back)
