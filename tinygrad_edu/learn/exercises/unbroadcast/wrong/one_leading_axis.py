"""One new axis in front is summed. How many can there be, if g has 3 axes and `shape` has 1?"""


def unbroadcast(g, shape):
    if g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g
