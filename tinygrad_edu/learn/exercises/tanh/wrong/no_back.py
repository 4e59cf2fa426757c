"""Your result knows its number and its input. What does a Value need, to pass a gradient back?"""


def tanh(x):
    return Value(np.tanh(x.data), (x,))
