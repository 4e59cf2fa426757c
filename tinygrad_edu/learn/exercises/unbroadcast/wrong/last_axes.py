"""You summed the last axes away. NumPy compares shapes from the right, so on which side are the
axes that `shape` does not have?
"""


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g
