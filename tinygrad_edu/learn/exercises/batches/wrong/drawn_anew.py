"""Each batch is drawn from all rows, so a row may come in two batches, and another in none. What is
drawn once for the whole epoch?
"""


def batches(x, y, size, rng):
    for start in range(0, len(x), size):
        rows = rng.permutation(len(x))[: min(size, len(x) - start)]
        yield x[rows], y[rows]
