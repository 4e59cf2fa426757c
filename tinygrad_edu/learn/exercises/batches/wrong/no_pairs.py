"""A batch is no pair here. Each batch is x[rows] and y[rows], with a comma between."""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        yield x[order[start : start + size]]
