"""One row is missing in each epoch. At which place of the order does the first batch begin, and
how many numbers are there from 0 to n − 1?
"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x) - 1)
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield x[rows], y[rows]
