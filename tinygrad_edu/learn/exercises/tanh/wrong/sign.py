"""What you pass on has the right size and the wrong sign. Does tanh rise or fall when x rises?"""


def tanh(x):
    y = np.tanh(x.data)

    def back(g):
        x.grad -= g * (1 - y * y)

    return Value(y, (x,), back)
