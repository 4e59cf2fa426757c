"""The sums are right, but an axis of size 1 is gone: (4, 1) became (4,). What keeps an axis when
you sum over it?
"""


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis in reversed(range(len(shape))):
        if shape[axis] == 1:
            g = g.sum(axis=axis)
    return g
