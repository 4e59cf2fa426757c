"""The last rows, which fill no whole batch, are left out. The last batch may be shorter."""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for k in range(len(x) // size):
        rows = order[k * size : (k + 1) * size]
        yield x[rows], y[rows]
