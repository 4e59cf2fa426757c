"""There is only one batch. Is there a `return` inside the loop?"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        return [(x[rows], y[rows])]
