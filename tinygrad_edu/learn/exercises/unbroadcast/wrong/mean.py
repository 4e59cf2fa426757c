"""You took means. Each copy changes the loss by itself: do their effects on it add up, or are they
averaged?
"""


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(axis=axis, keepdims=True)
    return g
