def unbroadcast(g, shape):
    """∂L/∂(array before broadcasting): the large shape of g -> shape."""
    while g.ndim > len(shape):
        g = g.sum(axis=0)  # a new axis stands in front
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g
