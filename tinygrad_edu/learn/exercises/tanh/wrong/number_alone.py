"""Your result knows its number, and neither its input nor how to pass a gradient back. What
else does `multiply` give to its Value?
"""


def tanh(x):
    return Value(np.tanh(x.data))
