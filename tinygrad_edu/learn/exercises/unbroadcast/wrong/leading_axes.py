"""The axes of size 1 are summed. What about axes that `shape` does not have, because NumPy put them
in front?
"""


def unbroadcast(g, shape):
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g
