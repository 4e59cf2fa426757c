"""As long as g has more axes than `shape`, their numbers differ: axis 0 of `shape` is not axis 0 of
g. Which sums should come first?
"""


def unbroadcast(g, shape):
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g
