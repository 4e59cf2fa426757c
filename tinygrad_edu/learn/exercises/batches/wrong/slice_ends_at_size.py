"""The first batch is right, and the others are empty or too short. A slice runs from its start to
its end: where does a batch end?
"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start:size]
        yield x[rows], y[rows]
