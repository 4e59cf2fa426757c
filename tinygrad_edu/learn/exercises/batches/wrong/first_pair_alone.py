"""Two arrays came back, one pair alone: is there a `return` inside the loop? `yield` there gives
one pair after the other; or collect them in a list.
"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), size):
        rows = order[start : start + size]
        return x[rows], y[rows]
