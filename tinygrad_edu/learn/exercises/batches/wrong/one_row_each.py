"""Each batch has one row. `size` says how many rows a batch has."""


def batches(x, y, size, rng):
    for row in rng.permutation(len(x)):
        yield x[row : row + 1], y[row : row + 1]
