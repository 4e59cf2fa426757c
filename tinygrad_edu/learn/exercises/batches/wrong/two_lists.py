"""You gave two lists, that of all x and that of all y. A loop wants them in pairs: an x with its y,
then the next two.
"""


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    places = [order[start : start + size] for start in range(0, len(x), size)]
    return [x[rows] for rows in places], [y[rows] for rows in places]
