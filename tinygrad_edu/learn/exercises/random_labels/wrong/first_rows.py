"""Only rows at the beginning change. If the rows are sorted, that is one kind of image. Which rows
should it be?
"""


def randomised(labels, share, rng):
    new = labels.copy()
    k = int(share * len(labels))
    new[:k] = rng.integers(0, 10, k)
    return new
