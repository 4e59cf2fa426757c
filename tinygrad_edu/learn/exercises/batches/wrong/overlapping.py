"""A batch starts at each row, so that most rows come several times. How far is it from one start to
the next?
"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for start in range(len(x)):
        rows = order[start : start + size]
        yield x[rows], y[rows]
