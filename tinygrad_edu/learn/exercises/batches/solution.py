def batches(x, y, size, rng):
    """The pairs of one epoch, as a list, or one after the other by `yield`."""
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        yield x[rows], y[rows]
