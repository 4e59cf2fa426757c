"""Some rows come several times, and others never: they are drawn with repetition. How would you
shuffle cards?
"""


def batches(x, y, size, rng):
    order = rng.integers(0, len(x), len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        yield x[rows], y[rows]
